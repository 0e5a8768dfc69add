"""The address of a live Uwazi collection: what may be asked of it, and what a person may not write in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from footprints_geo.errors import InputError
from footprints_geo.sources.uwazi_headers import LANGUAGES

SEARCH: Final = "/api/search"
TEMPLATES: Final = "/api/templates"
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_ADDRESS: Final = 8_000

_FRONT: Final = re.compile(r"(?:/([a-z]{2}))?(?:/library)?/?")
_SECRET: Final = re.compile(r"token|password|passwd|secret|api_?key|auth", re.IGNORECASE)
_GIVE: Final = "Give the address of the collection's front page, or of its /api/search with a question."


@dataclass(frozen=True)
class Address:
    """Where a collection is and what is asked of it.

    Attributes
    ----------
    scheme, host : str
        `https`, or `http` on this machine; the host as messages name it.
    netloc : str
        Host and port as they are asked.
    question : tuple of (str, str)
        What the search is asked, without its paging.
    language : str
        The language of the front page that was given; '' for the collection's own.
    notes : tuple of str
        What was left out of the address, in whole sentences.
    """

    scheme: str
    host: str
    netloc: str
    question: tuple[tuple[str, str], ...] = ()
    language: str = ""
    notes: tuple[str, ...] = ()

    def search(self, paging: Mapping[str, str]) -> str:
        """The address of a page of the search, in a steady order: the oldest first, so that new rows come last."""
        order = {"sort": "creationDate", "order": "asc"}
        asked = dict(self.question)
        return self._to(SEARCH, {**({} if "sort" in asked else order), **asked, **paging})

    def templates(self) -> str:
        """The address of the collection's templates."""
        return self._to(TEMPLATES, {})

    def _to(self, path: str, question: Mapping[str, str]) -> str:
        return f"{self.scheme}:" + f"//{self.netloc}{path}" + (f"?{urlencode(question)}" if question else "")


def address_of(url: str) -> Address:
    """What an address means.

    Raises
    ------
    InputError
        It is none, is not encrypted, holds a name, a password or a token, or is not of a collection or its search.
    """
    parts = _split(url)
    host = parts.hostname or ""
    _check(parts, host)
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    path = parts.path.rstrip("/")
    if path == SEARCH:
        asked = parse_qsl(parts.query, keep_blank_values=True)
        kept = {key: value for key, value in asked if key not in ("from", "limit", "geolocation")}
        notes: tuple[str, ...] = ()
        if any(key == "geolocation" and value == "true" for key, value in asked):
            notes = ("'geolocation=true' is left out of the question: with it, Uwazi leaves out all dates.",)
        return Address(parts.scheme, host, netloc, tuple(kept.items()), notes=notes)
    front = _FRONT.fullmatch(parts.path)
    language = front[1] if front and front[1] else ""
    if front is None or (language and language not in LANGUAGES):
        raise InputError(f"{host}: this is not the address of a collection or of its search. {_GIVE}")
    if parts.query:
        raise InputError(
            f"{host}: the filters in the address of a library are written in a way that is not read here. Give the "
            "address without what follows the question mark, or one of /api/search with the question."
        )
    return Address(parts.scheme, host, netloc, language=language)


def _split(url: str) -> SplitResult:
    text = url.strip()
    try:
        parts = urlsplit(text)
        readable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        readable = False
    if not readable or len(text) > LONGEST_ADDRESS or re.search(r"[\x00-\x20\x7f\\]", text):
        raise InputError(f"This is no address of a host; expected one that begins with https. {_GIVE}")
    return parts


def _check(parts: SplitResult, host: str) -> None:
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"{host}: the address holds a name or a password, which would be kept in histories and logs; expected one "
            "without. Take it out, and change the password."
        )
    if any(_SECRET.search(key) for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise InputError(
            f"{host}: the address holds a token or a password, which would be kept in histories and logs; expected a "
            "question that anybody may ask. Take it out."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL_HOSTS):
        raise InputError(
            f"{host}: the address is not encrypted; expected one that begins with https. Anybody on the way could read "
            "or change the answer: write https."
        )
