"""Who may enter: exact addresses and whole domains, sure of by the provider; and settings that are whole, or nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.team import SIGN_IN_HOURS, Standing, Team, plain_address, sign_in_mark
from footprints_geo.team_settings import EVERYBODYS, read_team, secrets_files
from footprints_geo.ui.serving import Place
from tests.commands import run

NOW = 1_700_000_000.0
TEAM = Team(frozenset({"min@example.org"}), frozenset({"team.example"}))
AUTH = """
[auth]
redirect_uri = "https://maps.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "footprints"
client_secret = "between the two"
server_metadata_url = "https://accounts.example.org/.well-known/openid-configuration"
"""
LIST = '[team]\nallowed = ["Min@Example.org ", "@Team.example"]\n'


def claims(email: object, **changed: object) -> dict[str, object]:
    return {"is_logged_in": True, "email": email, "email_verified": True, "iat": NOW - 60, **changed}


@pytest.mark.parametrize("email", ["min@example.org", "MIN@EXAMPLE.ORG", "  min@example.org\n", "a.b+c@team.example"])
def test_members_may_enter(email: str) -> None:
    assert TEAM.admits(claims(email))


@pytest.mark.parametrize(
    "email",
    [
        "min@evil-example.org", "min@example.org.evil.example", "xmin@example.org", "min@sub.team.example",
        "x@evil-team.example", "@team.example", "x@@team.example", 'x"@evil.example"@team.example', "x@y@team.example",
        "min@example.org,x@evil.example", "min@example.org\nx", "m\u0131n@example.org", "min@ex\u0430mple.org",
        "x@team\u3002example", "min@example.or\uff47", "x@team.example.", "min @example.org", "min@example.org\x00",
        "", " ", None, True, 7, ["min@example.org"], {"min@example.org": 1},
    ],
)  # fmt: skip
def test_who_only_looks_like_a_member_may_not(email: object) -> None:
    assert not TEAM.admits(claims(email))


def test_the_sign_of_kelvin_is_no_k() -> None:
    assert "\u212a".lower() == "k"
    assert not Team(frozenset({"kim@example.org"}), frozenset()).admits(claims("\u212aim@example.org"))


@pytest.mark.parametrize("said", [False, None, "true", "false", 1, "yes"])
def test_a_provider_has_to_be_sure_of_the_address(said: object) -> None:
    assert not TEAM.admits(claims("min@example.org", email_verified=said))
    assert not TEAM.admits(claims("min@example.org", is_logged_in=said))
    assert not TEAM.admits({"is_logged_in": True, "email": "min@example.org", "iat": NOW})


@given(st.text() | st.emails())
def test_only_an_address_of_the_list_or_of_its_domains_ever_enters(email: str) -> None:
    admitted = TEAM.admits(claims(email))
    small = email.strip().lower()
    assert not admitted or (email.isascii() and (small == "min@example.org" or small.endswith("@team.example")))
    assert not admitted or small.count("@") == 1


@given(st.emails().map(plain_address).filter(bool), st.randoms(use_true_random=False))
def test_a_listed_address_enters_however_it_is_written_in_large_and_small(address: str, lots: object) -> None:
    written = "".join(lots.choice((letter.upper(), letter)) for letter in address)  # type: ignore[attr-defined]
    assert Team(frozenset({address}), frozenset()).admits(claims(f" {written} "))
    assert not Team(frozenset({"x" + address}), frozenset()).admits(claims(written))


def test_an_empty_list_admits_nobody() -> None:
    nobody = Team(frozenset(), frozenset())
    assert not any(nobody.admits(claims(email)) for email in ("min@example.org", "", None))


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"is_logged_in": False}, Standing.STRANGER),
        ({"email": "else@example.org"}, Standing.REFUSED),
        ({"iat": NOW - SIGN_IN_HOURS * 3600}, Standing.OVER),
        ({"iat": NOW - SIGN_IN_HOURS * 3600 + 1}, Standing.MEMBER),
        ({"iat": NOW + 300}, Standing.MEMBER),
        ({"iat": NOW + 301}, Standing.OVER),
        *[({"iat": iat}, Standing.OVER) for iat in (None, True, str(NOW), float("nan"), float("inf"), 10**400, [])],
    ],
)
def test_standing(changed: dict[str, object], standing: Standing) -> None:
    assert TEAM.standing(claims("min@example.org") | changed, NOW) is standing
    assert TEAM.standing({}, NOW) is Standing.STRANGER


def test_a_sign_in_is_known_by_a_mark_that_names_nobody() -> None:
    one = {"iss": "https://a.example", "sub": "min", "iat": 1, "nonce": "n", "email": "min@example.org"}
    assert sign_in_mark(one) == sign_in_mark({**one, "email": "other@example.org"})
    assert len({sign_in_mark({**one, name: "x"}) for name in ("iss", "sub", "iat", "nonce")} | {sign_in_mark(one)}) == 5
    assert "min" not in sign_in_mark(one)


def secrets(folder: Path, text: str | bytes, name: str = "secrets.toml", mode: int = 0o600) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)
    return path


def test_settings_that_are_whole(tmp_path: Path) -> None:
    assert read_team([secrets(tmp_path, AUTH + LIST)], named=True) == TEAM
    assert read_team([tmp_path / "none.toml", secrets(tmp_path, AUTH + LIST)], named=False) == TEAM
    both = [secrets(tmp_path, AUTH, "a.toml"), secrets(tmp_path, LIST, "b.toml")]
    assert read_team(both, named=True) == TEAM


def test_without_settings_the_app_is_one_persons(tmp_path: Path) -> None:
    assert read_team([tmp_path / "none.toml"], named=False) is None
    assert read_team([secrets(tmp_path, "[other]\nx = 1\n", mode=0o644)], named=False) is None


HALF = {
    "a provider without a list": (AUTH, "[team] is missing"),
    "a list without a provider": (LIST, "[auth] is missing"),
    "an empty list": (AUTH + "[team]\nallowed = []\n", "allowed is missing or empty"),
    "no list": (AUTH + '[team]\nallowed = "min@example.org"\n', "allowed is missing or empty"),
    "another word": (AUTH + LIST + 'denied = ["x@example.org"]\n', "expected allowed alone"),
    "no addresses": (AUTH + '[team]\nallowed = ["min@example.org", "*@x.example", "all", 7]\n', "entries 2, 3, 4"),
    "an accent": (AUTH + '[team]\nallowed = ["min@ex\u0430mple.org"]\n', "entries 1"),
    "everybody": (AUTH + '[team]\nallowed = ["@Naver.com"]\n', "anybody can open an account"),
    "a team that is no section": ("team = 1\n" + AUTH, "[team] is no section"),
    "an auth that is no section": ("auth = 1\n" + LIST, "[auth] is no section"),
    "a short secret": (AUTH.replace("0123456789abcdef0123456789abcdef", "short") + LIST, "cookie_secret"),
    "a secret of one letter": (AUTH.replace("0123456789abcdef0123456789abcdef", "x" * 40) + LIST, "cookie_secret"),
    "no secret": (AUTH.replace("cookie_secret", "other") + LIST, "cookie_secret is missing"),
    "a blank": (AUTH.replace('"footprints"', '" "') + LIST, "client_id is missing"),
    "a plain address back": (AUTH.replace("https://maps", "http://maps") + LIST, "redirect_uri"),
    "another way back": (AUTH.replace("/oauth2callback", "/") + LIST, "redirect_uri"),
    "a plain provider": (AUTH.replace("https://accounts", "http://accounts") + LIST, "server_metadata_url"),
    "a broken address": (AUTH.replace("https://accounts", "https://[") + LIST, "server_metadata_url"),
    "unchecked certificates": (AUTH + "client_kwargs = {verify = false}\n" + LIST, "client_kwargs"),
    "tokens handed out": (AUTH + 'expose_tokens = "id"\n' + LIST, "not known"),
    "a provider with a name": (AUTH + '[auth.other]\nclient_id = "x"\n' + LIST, "not known"),
    "damaged": (AUTH + LIST + "[team\n", "cannot be read as TOML"),
    "no text": (b"\xff\xfe[auth]", "cannot be read as TOML"),
}


@pytest.mark.parametrize(("text", "words"), HALF.values(), ids=HALF)
@pytest.mark.parametrize("named", [True, False])
def test_half_settings_let_in_nobody(tmp_path: Path, text: str | bytes, words: str, named: bool) -> None:
    with pytest.raises(InputError) as caught:
        read_team([secrets(tmp_path, text)], named=named)
    said = str(caught.value)
    assert words in said
    assert "nobody is let in" in said
    # Nobody's address, no secret and no folder is in a message.
    assert [w for w in ("min@", "x@", "between the two", "0123456789", "accounts", str(tmp_path)) if w in said] == []


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_team([secrets(tmp_path, "[auth]\nx = 1\n[team]\nallowed = ['no']\n", mode=0o604)], named=True)
    said = str(caught.value)
    assert all(word in said for word in ("redirect_uri", "cookie_secret", "client_id", "client_secret", "entries 1"))
    assert "not known" in said
    assert ("chmod 600" in said) == (os.name != "nt")


def test_a_file_that_was_named_has_to_be_there_and_to_say_something(tmp_path: Path) -> None:
    for file in (tmp_path / "none.toml", secrets(tmp_path, "[other]\nx = 1\n"), tmp_path):
        with pytest.raises(InputError, match="nobody is let in"):
            read_team([file], named=True)
    with pytest.raises(InputError, match=r"no \.toml file"):
        read_team([tmp_path], named=False)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")
@pytest.mark.parametrize(
    ("mode", "fine"), [(0o600, True), (0o400, True), (0o640, True), (0o660, False), (0o644, False)]
)
def test_a_secrets_file_is_for_its_owner(tmp_path: Path, mode: int, fine: bool) -> None:
    file = secrets(tmp_path, AUTH + LIST, mode=mode)
    if fine:
        assert read_team([file], named=True) == TEAM
    else:
        with pytest.raises(InputError, match="chmod 600"):
            read_team([file], named=True)


def test_no_domain_where_anybody_opens_an_account(tmp_path: Path) -> None:
    assert {"gmail.com", "naver.com", "outlook.com"} <= EVERYBODYS
    file = secrets(tmp_path, AUTH + '[team]\nallowed = ["min@gmail.com"]\n')
    team = read_team([file], named=True)
    assert team is not None
    assert team.admits(claims("min@gmail.com"))
    assert not team.admits(claims("other@gmail.com"))


def test_serve_refuses_half_settings_before_it_starts(tmp_path: Path) -> None:
    answer = run("serve", "--secrets", secrets(tmp_path, AUTH))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Error: Nobody can sign in")
    assert "[team] is missing" in answer.err
    assert answer.err.count("\n") == 1


def test_a_list_that_is_gone_while_the_server_runs_lets_in_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in its usual place at the start, it is a named one from then on."""
    home = tmp_path / ".streamlit"
    home.mkdir()
    file = secrets(home, AUTH + LIST)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("STREAMLIT_SECRETS_FILES", raising=False)
    started: list[Place] = []
    monkeypatch.setattr("footprints_geo.ui.serving.serve_app", lambda app, place, copy=None: started.append(place))
    assert run("serve").code == 0
    assert started[0].secrets == (file,)
    for gone in (lambda: file.write_text(""), file.unlink):
        gone()
        with pytest.raises(InputError, match="nobody is let in"):
            read_team(started[0].secrets, named=True)


def test_where_the_settings_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STREAMLIT_SECRETS_FILES", raising=False)
    usual, named = secrets_files(None, tmp_path)
    assert usual[-1] == tmp_path / ".streamlit" / "secrets.toml"
    assert not named
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", "/etc/one.toml two.toml")
    assert secrets_files(None, tmp_path) == ([Path("/etc/one.toml"), tmp_path / "two.toml"], True)
    assert secrets_files(tmp_path / "three.toml", tmp_path) == ([tmp_path / "three.toml"], True)
