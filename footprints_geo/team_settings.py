"""The settings of the sign-in, from a server's secrets file: whole and safe, or nobody is let in."""

from __future__ import annotations

import logging
import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from footprints_geo.errors import InputError
from footprints_geo.team import Team, plain_address, whole_domain

NAMED_FILES: Final = "STREAMLIT_SECRETS_FILES"
SHORTEST_SECRET: Final = 32
CALLBACK: Final = "/oauth2callback"
_TEXTS: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_ASKED_OF_PROVIDER: Final = ("scope", "prompt")
_THIS_COMPUTER: Final = ("localhost", "127.0.0.1", "::1")
_FOR_OTHERS: Final = stat.S_IRWXO | stat.S_IWGRP
_OPEN_TO_ALL: Final = (
    "163.com 126.com aol.com daum.net duck.com fastmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com "
    "hanmail.net hotmail.com icloud.com kakao.com live.com mail.com mail.ru me.com msn.com nate.com naver.com "
    "outlook.com pm.me proton.me protonmail.com qq.com tuta.io tutanota.com web.de yahoo.com yandex.com yandex.ru "
    "zoho.com"
)
EVERYBODYS: Final = frozenset(_OPEN_TO_ALL.split())
"""Domains where anybody opens an account: one of them as a whole would let in everybody."""

_LOGGER_OF_SIGN_INS: Final = "streamlit.web.server.starlette.starlette_auth_routes"


class _NoIdentity(logging.Filter):
    """Takes out of a log line what a provider, or whoever pretends to be one, said about a person."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = f"A sign-in or sign-out was not completed ({kind.__name__ if kind else 'no error'})."
        record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        return True


_NO_IDENTITY: Final = _NoIdentity()


def name_nobody_in_logs() -> None:
    """Keep what providers say about people out of the server's log: Streamlit writes it there word for word."""
    logging.getLogger(_LOGGER_OF_SIGN_INS).addFilter(_NO_IDENTITY)


def secrets_files(named: Path | None, program: Path) -> tuple[list[Path], bool]:
    """Where the settings of the sign-in are, and whether somebody named the place.

    Parameters
    ----------
    named : Path, optional
        The file that was named on the command line; else the environment variable STREAMLIT_SECRETS_FILES counts.
    program : Path
        The folder of the app.
    """
    if named is not None:
        return [named.resolve()], True
    if told := os.environ.get(NAMED_FILES, "").split():
        return [program / name for name in told], True
    return [folder / ".streamlit" / "secrets.toml" for folder in (Path.home(), program)], False


def read_team(files: Iterable[Path], *, named: bool) -> Team | None:
    """Who may enter, from the secrets files of a server.

    Parameters
    ----------
    files : iterable of Path
        The files in which Streamlit looks for secrets; what a later one says counts.
    named : bool
        Whether somebody named the files: then one that is missing, or that says nothing of a sign-in, is a fault.

    Returns
    -------
    Team or None
        None where no file says anything of a sign-in: the app is one person's, on one computer.

    Raises
    ------
    InputError
        Nobody can be let in; the message says all that is to be mended, and no value of a setting.
    """
    settings: dict[str, Any] = {}
    open_to_others, problems = False, []
    for file in files:
        try:
            if file.suffix != ".toml":
                problems.append("a secrets file is no .toml file; expected one file with that ending")
                continue
            settings |= tomllib.loads(file.read_text(encoding="utf-8"))
            open_to_others |= os.name != "nt" and bool(file.stat().st_mode & _FOR_OTHERS)
        except FileNotFoundError:
            if named:
                problems.append("a secrets file that was named does not exist")
        except (OSError, ValueError):
            problems.append("a secrets file is there and cannot be read as TOML")
    if not problems and not named and not settings.keys() & {"auth", "team"}:
        return None
    if open_to_others:
        problems.append(
            "others on this computer can read or change a secrets file, and whoever has its cookie secret can sign in "
            "as anybody; allow its owner alone (chmod 600)"
        )
    problems += _provider_problems(settings.get("auth"))
    team, wrong = _team(settings.get("team"))
    problems += wrong
    if problems:
        raise InputError(
            f"Nobody can sign in, and nobody is let in: {'; '.join(problems)}. Mend the secrets file as "
            "docs/sign-in.md says, or take both [auth] and [team] out of it for an app that answers one computer alone."
        )
    return team


def _provider_problems(auth: object) -> list[str]:
    if auth is None:
        return ["the section [auth] is missing, which names the provider"]
    if not isinstance(auth, Mapping):
        return ["[auth] is no section"]
    problems = [
        f"[auth] {name} is missing or no text"
        for name in _TEXTS
        if not isinstance(auth.get(name), str) or not auth[name].strip()
    ]
    # With a name of its own a provider would be asked for by that name, and there is one way in.
    strange = sorted(name for name in auth if name not in (*_TEXTS, "client_kwargs"))
    if strange:
        problems.append(f"[auth] has {len(strange)} settings that are not known; expected {', '.join(_TEXTS)}")
    kwargs = auth.get("client_kwargs", {})
    if not isinstance(kwargs, Mapping) or any(name not in _ASKED_OF_PROVIDER for name in kwargs):
        problems.append(f"[auth] client_kwargs may say {' and '.join(_ASKED_OF_PROVIDER)} and nothing else")
    secret, back, provider = (auth.get(name) for name in ("cookie_secret", "redirect_uri", "server_metadata_url"))
    if isinstance(secret, str) and (len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 4):
        problems.append(f"[auth] cookie_secret has to be {SHORTEST_SECRET} letters or more, drawn at random")
    if isinstance(back, str) and not (_is_safe(back) and urlsplit(back).path.endswith(CALLBACK)):
        problems.append(
            f"[auth] redirect_uri has to begin with https (http only for localhost) and end with {CALLBACK}"
        )
    if isinstance(provider, str) and not _is_safe(provider):
        problems.append("[auth] server_metadata_url has to begin with https (http only for localhost)")
    return problems


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is asked of an address."""
    try:
        parts: SplitResult = urlsplit(address.replace("{port}", "1"))
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_COMPUTER))


def _team(section: object) -> tuple[Team, list[str]]:
    nobody = Team(frozenset(), frozenset())
    if section is None:
        return nobody, ["the section [team] is missing, which says who may enter"]
    if not isinstance(section, Mapping):
        return nobody, ["[team] is no section"]
    problems = []
    if any(name != "allowed" for name in section):
        problems.append("[team] has settings that are not known; expected allowed alone")
    entries = section.get("allowed")
    if not isinstance(entries, list) or not entries:
        return nobody, [*problems, '[team] allowed is missing or empty; expected such as ["name@example.org"]']
    texts = [entry if isinstance(entry, str) else "" for entry in entries]
    addresses, domains = [plain_address(text) for text in texts], [whole_domain(text) for text in texts]
    # By their numbers: an address is a person's.
    wrong = [str(n) for n, pair in enumerate(zip(addresses, domains, strict=True), 1) if not any(pair)]
    if wrong:
        problems.append(
            f"[team] allowed, entries {', '.join(wrong)}: expected an address such as name@example.org or a whole "
            "domain such as @example.org, in letters of English without accents"
        )
    if wide := [str(n) for n, domain in enumerate(domains, 1) if domain in EVERYBODYS]:
        problems.append(
            f"[team] allowed, entries {', '.join(wide)}: anybody can open an account at this domain; name the addresses"
        )
    return Team(frozenset(filter(None, addresses)), frozenset(filter(None, domains))), problems
