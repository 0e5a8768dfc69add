"""The door of a server that has a team: before somebody of it has signed in, the app shows nothing else."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit import config

from footprints_geo.errors import InputError
from footprints_geo.language import marked
from footprints_geo.team import SIGN_IN_HOURS, Standing, Team, sign_in_mark
from footprints_geo.team_settings import name_nobody_in_logs, read_team
from footprints_geo.ui.own_records import forget_session
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.words import as_text

_TRUSTED_HEADERS: Final = "server.trustedUserHeaders"
_WORDS: Final = {
    Standing.STRANGER: marked("Nothing is shown to anybody who has not signed in."),
    Standing.OVER: marked(
        "Your sign-in has ended: it counts for {hours} hours, and until you sign out in any window. Sign out here, and "
        "in again."
    ),
    Standing.REFUSED: marked(
        "You have signed in, and are not among those who may use this server, or your provider does not say that the "
        "address is surely yours. Ask whoever runs the server, or sign out and take another account."
    ),
}
_CLOSED: Final = marked(
    "Nobody can sign in here, and nothing is shown: the settings of the sign-in are not complete or not safe. Whoever "
    "runs this server is told what to mend when it is started with 'footprints-geo serve'; docs/sign-in.md says how."
)

_ended: Final[dict[str, float]] = {}
"""Sign-ins that somebody ended, with the time, for as long as their cookies could still be shown."""
_ended_lock: Final = threading.Lock()

name_nobody_in_logs()


def may_enter() -> bool:
    """Whether the page may be shown; where it may not, says so, and forgets what this session held."""
    language = current_language()
    try:
        team = _team()
    except InputError:
        forget_session()
        st.title("Footprints Geo")
        st.error(language(_CLOSED))
        return False
    if team is None:
        return True
    standing = _standing(team)
    if standing is Standing.MEMBER:
        return True
    forget_session()
    st.title("Footprints Geo")
    st.markdown(language(_WORDS[standing], hours=SIGN_IN_HOURS))
    if standing is Standing.STRANGER:
        st.button(language("Sign in"), on_click=pressed(st.login), type="primary")
    else:
        st.button(language("Sign out"), on_click=sign_out)
    return False


def show_who() -> None:
    """Who has signed in, for that person alone, and the button to sign out; nothing where there is no team."""
    language = current_language()
    claims = _claims()
    if claims.get("is_logged_in") is not True:
        return
    with st.sidebar:
        st.button(language("Sign out"), on_click=sign_out, help=language("Also forgets the records you loaded."))
        st.caption(language("Signed in as {address}", address=as_text(str(claims.get("email", "")))))


@pressed
def sign_out() -> None:
    """End a sign-in in every window that has it, and forget what this session holds."""
    now = time.time()
    with _ended_lock:
        for mark in [mark for mark, at in _ended.items() if now - at > 2 * SIGN_IN_HOURS * 3600]:
            del _ended[mark]
        _ended[sign_in_mark(_claims())] = now
    forget_session()
    st.logout()


def _team() -> Team | None:
    files = [Path(name) for name in config.get_option("secrets.files")]
    team = read_team(files, named=config.is_manually_set("secrets.files"))
    if team is not None and config.get_option(_TRUSTED_HEADERS):
        raise InputError(f"{_TRUSTED_HEADERS} lets a header of a request say who somebody is; take it out.")
    return team


def _standing(team: Team) -> Standing:
    claims = _claims()
    standing = team.standing(claims, time.time())
    if standing is Standing.MEMBER and sign_in_mark(claims) in _ended:
        return Standing.OVER
    return standing


def _claims() -> dict[str, Any]:
    return dict(st.user.to_dict())
