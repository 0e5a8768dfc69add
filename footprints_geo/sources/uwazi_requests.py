"""Questions to a host: with patience that ends, no cookies, no redirect to elsewhere, and no more than can be held."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx

from footprints_geo.errors import InputError
from footprints_geo.sources.uwazi_address import LOCAL_HOSTS, Address

MOST_REDIRECTS: Final = 3
PASSING: Final = frozenset({429, 502, 503, 504})
"""Answers of a host that is busy: worth asking again."""

_PRIVATE: Final = (
    "the collection is private or refuses the question (it asks for a log-in), and nothing here logs in. Export the "
    "library as CSV in the browser and read that file."
)


@dataclass(frozen=True)
class Manners:
    """How patiently a host is asked, and how much of its answer is taken.

    Attributes
    ----------
    page : int
        Entities asked for at a time.
    attempts : int
        How often one question is asked before giving up.
    first_wait, longest_wait : float
        Seconds before the second attempt, doubled each time, and the most that are waited, even if the host asks for
        more.
    connect, read : float
        Seconds until the host must have answered at all, and between two pieces of an answer.
    whole : float
        Seconds for one whole answer: a host may send a byte now and then for ever.
    page_bytes, most_bytes : int
        The largest answer, unpacked, and all answers together.
    sleep : function
        What waits a number of seconds.
    clock : function
        Seconds that only go forward.
    """

    page: int = 300
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 60.0
    connect: float = 10.0
    read: float = 30.0
    whole: float = 180.0
    page_bytes: int = 64 << 20
    most_bytes: int = 512 << 20
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


class _Busy(Exception):
    """The host may answer when it is asked again; `wait` is how long it asks for, `sentence` what to say if not."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.wait = wait


def polite_client(address: Address, manners: Manners) -> httpx.Client:
    """A client that keeps no cookie and follows no redirect by itself."""
    return httpx.Client(
        timeout=httpx.Timeout(manners.read, connect=manners.connect),
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # A proxy of the surroundings is meant for other hosts than this machine.
        trust_env=address.host not in LOCAL_HOSTS,
    )


def answer(client: httpx.Client, address: Address, url: str, manners: Manners) -> bytes:
    """What a host answers, asked again when it is busy.

    Raises
    ------
    InputError
        It does not answer, refuses, is private, answers with a page in place of data, or sends too much.
    """
    wait = manners.first_wait
    for attempt in range(1, manners.attempts + 1):
        try:
            return _followed(client, address, url, manners)
        except _Busy as busy:
            if attempt == manners.attempts:
                raise InputError(
                    f"{address.host}: {busy.sentence}, asked {attempt} times; expected an answer. Try again later."
                ) from None
            manners.sleep(min(max(wait, busy.wait or 0.0), manners.longest_wait))
            wait *= 2
    raise InputError(f"{address.host}: it was not asked at all; expected at least one attempt.")


def _followed(client: httpx.Client, address: Address, url: str, manners: Manners) -> bytes:
    for _ in range(MOST_REDIRECTS + 1):
        found = _one(client, address, url, manners)
        if isinstance(found, bytes):
            return found
        url = _same_host(found, address)
    raise InputError(f"{address.host}: it sends from one address to the next without end. Check the address.")


def _same_host(target: httpx.URL, address: Address) -> str:
    here = httpx.URL(f"{address.scheme}:" + f"//{address.netloc}")
    if (target.scheme, target.host, target.port) != (here.scheme, here.host, here.port):
        raise InputError(
            f"{address.host}: it sends the question on to another host, or to one without encryption, which is not "
            "followed. If the collection has moved, give its new address."
        )
    if "login" in target.path:
        raise InputError(f"{address.host}: {_PRIVATE}")
    return str(target)


def _one(client: httpx.Client, address: Address, url: str, manners: Manners) -> bytes | httpx.URL:
    """One question: its answer, or where it sends on to."""
    headers = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
    if address.language:
        headers["Content-Language"] = address.language
    try:
        with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
            if response.has_redirect_location:
                return response.url.join(response.headers["location"])
            _check_status(response, address.host)
            content = _taken(response, address.host, manners)
    except httpx.TimeoutException:
        raise _Busy("it does not answer in time") from None
    except httpx.ConnectError as error:
        raise _unreachable(error, address.host) from None
    except (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError):
        raise _Busy("the connection breaks off") from None
    except InputError:
        raise
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise InputError(f"{address.host}: the answer cannot be read; expected JSON over HTTP. {_CHECK}") from None
    _check_kind(response.headers, content, address.host)
    return content


_CHECK: Final = "Check that the address is that of a Uwazi collection."


def _unreachable(error: httpx.ConnectError, host: str) -> Exception:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return InputError(
                f"{host}: its certificate cannot be trusted, so nobody knows who answers; expected a valid one. Do not "
                "go on; ask who runs the collection."
            )
        cause = cause.__cause__ or cause.__context__
    return _Busy("it cannot be reached")


def _check_status(response: httpx.Response, host: str) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    if status in PASSING:
        raise _Busy(f"it is busy ({status})", _asked_wait(response.headers))
    if status in (401, 403):
        raise InputError(f"{host}: {_PRIVATE}")
    if status == httpx.codes.NOT_FOUND:
        raise InputError(f"{host}: it has no search of Uwazi's (404); expected a collection. {_CHECK}")
    if status in (400, 422):
        raise InputError(
            f"{host}: it does not understand the question ({status}); expected parameters of Uwazi's search alone. "
            "Take out those that are not, or give the address without a question."
        )
    if status >= 500:
        raise _Busy(f"it has a fault of its own ({status})")
    raise InputError(f"{host}: it answers with {status}; expected 200. {_CHECK}")


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that a host asks to wait; a date in their place is passed over."""
    text = headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _taken(response: httpx.Response, host: str, manners: Manners) -> bytes:
    end = manners.clock() + manners.whole
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > manners.page_bytes:
            raise InputError(
                f"{host}: one answer is larger than {manners.page_bytes >> 20:,} MiB; expected a page of "
                f"{manners.page} entities. {_CHECK}"
            )
        if manners.clock() > end:
            raise _Busy("it answers too slowly")
    return bytes(content)


def _check_kind(headers: Mapping[str, str], content: bytes, host: str) -> None:
    start = content[:200].lstrip().lower()
    if "html" in headers.get("content-type", "").lower() or start.startswith(b"<"):
        raise InputError(
            f"{host}: it answers with a web page in place of data, perhaps to find out whether a person asks "
            "(a captcha) or to log in. Export the library as CSV in the browser and read that file."
        )
