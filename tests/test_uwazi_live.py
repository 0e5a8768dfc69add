"""A live collection is read page by page from a host that may be slow, wrong, private or hostile; here a local one."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from footprints_geo.errors import InputError
from footprints_geo.sources import uwazi
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_address import address_of
from footprints_geo.sources.uwazi_live import fetch_entities
from footprints_geo.sources.uwazi_requests import Manners

SECRET_PLACE = "hidden-valley"
TEMPLATES = {
    "rows": [
        {
            "_id": "t1",
            "name": "Event",
            "properties": [
                {"name": "_____geolocation", "label": "체포 장소", "type": "geolocation"},
                {"name": "date_of_arrest", "label": "Date of arrest", "type": "date"},
            ],
        }
    ]
}


def entity(number: int) -> dict[str, Any]:
    return {
        "sharedId": f"id{number}",
        "language": "en",
        "title": f"D{number}",
        "template": "t1",
        "published": True,
        "metadata": {
            "date_of_arrest": [{"value": 1_693_094_400}],
            "_____geolocation": [{"value": {"lat": 42.9, "lon": 129.5, "label": ""}}],
        },
    }


Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Host:
    """A collection of so many entities, and what it does out of the ordinary, one thing a question."""

    entities: list[dict[str, Any]] = field(default_factory=list)
    odd: list[Reply] = field(default_factory=list)
    total: int | None = None
    relation: str = "eq"
    templates: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def reply(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        self.paths.append(parts.path)
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        if parts.path == "/api/templates":
            send(TEMPLATES if self.templates else {"error": "no"}, 200 if self.templates else 404)(request)
            return
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.asked.append(asked)
        if self.odd:
            self.odd.pop(0)(request)
            return
        start, limit = int(asked["from"]), int(asked["limit"])
        rows = self.entities[start : start + limit]
        total = len(self.entities) if self.total is None else self.total
        send({"rows": rows, "totalRows": total, "relation": self.relation})(request)


def send(document: Any, status: int = 200, **headers: str) -> Reply:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        fields = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        fields |= {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in fields.items():
            request.send_header(key, value)
        request.end_headers()
        request.wfile.write(content)

    return reply


@contextmanager
def hosted(host: Host) -> Iterator[Host]:
    """A host on this machine, for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                host.reply(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Waits(list[float]):
    """Takes the place of sleeping, and remembers how long it would have been."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetch(host: Host, path: str = "", **manners: Any) -> SourceTable:
    with hosted(host):
        return fetch_entities(host.address + path, manners=Manners(**{"sleep": Waits(), "page": 3, **manners}))


def refusal(host: Host, path: str = "", **manners: Any) -> str:
    with pytest.raises(InputError) as caught:
        fetch(host, path, **manners)
    message = str(caught.value)
    assert message.startswith("127.0.0.1: ")
    assert message.endswith(".")
    assert "\n" not in message
    assert SECRET_PLACE not in message
    assert "/api" not in message.replace("/api/search", "").replace("/api/v2/search", "").replace("/api/entities", "")
    return message


# What is asked, and what comes.


def test_all_pages_are_asked_for_once_and_put_together_with_labels_as_headers() -> None:
    host = Host([entity(n) for n in range(7)])
    found = fetch(host)
    assert found.frame["title"].tolist() == [f"D{n}" for n in range(7)]
    assert [(asked["from"], asked["limit"]) for asked in host.asked] == [("0", "3"), ("3", "3"), ("6", "3")]
    assert found.frame.loc[1, "체포 장소 lat"] == "42.9"
    assert found.frame.loc[1, "Date of arrest"] == "2023-08-27"
    assert found.frame.loc[1, "template"] == "Event"
    assert (found.name, found.format, found.unit, len(found.fingerprint)) == ("127.0.0.1", "uwazi-json", "entity", 64)
    assert found.warnings == ()
    assert any("without logging in" in note for note in found.notes)
    assert uwazi.recognises(found)


def test_a_host_that_gives_fewer_a_page_than_it_is_asked_for_loses_none() -> None:
    everything = [entity(n) for n in range(8)]

    def capped(request: BaseHTTPRequestHandler) -> None:
        start = int(parse_qs(urlsplit(request.path).query)["from"][0])
        send({"rows": everything[start : start + 2], "totalRows": 8, "relation": "eq"})(request)

    host = Host(everything, odd=[capped] * 9)
    found = fetch(host)
    assert found.frame["title"].tolist() == [f"D{n}" for n in range(8)]
    assert [asked["from"] for asked in host.asked] == ["0", "2", "4", "6"]
    assert found.warnings == ()


def test_a_host_that_stops_before_its_total_is_left_at_an_empty_page() -> None:
    host = Host([entity(n) for n in range(4)], total=9)
    found = fetch(host)
    assert (len(found.frame), len(host.asked)) == (4, 3)
    assert "and 4 came" in found.warnings[0]


def test_two_readings_of_the_same_answers_have_one_fingerprint_and_of_others_another() -> None:
    prints = [fetch(Host([entity(n) for n in numbers])).fingerprint for numbers in ([0, 1], [0, 1], [0, 2])]
    assert prints[0] == prints[1] != prints[2]


def test_a_question_is_kept_and_only_its_paging_is_taken_over() -> None:
    host = Host([entity(0)])
    fetch(host, '/api/search?types=["t1"]&from=90&limit=2&searchTerm=hidden-valley')
    asked = host.asked[0]
    assert (asked["types"], asked["searchTerm"]) == ('["t1"]', SECRET_PLACE)
    assert (asked["from"], asked["limit"], asked["sort"], asked["order"]) == ("0", "3", "creationDate", "asc")
    kept = Host([entity(0)])
    fetch(kept, "/api/search?sort=title&order=desc")
    assert (kept.asked[0]["sort"], kept.asked[0]["order"]) == ("title", "desc")


def test_a_question_for_positions_alone_is_widened_and_that_is_said() -> None:
    host = Host([entity(0)])
    found = fetch(host, "/api/search?geolocation=true")
    assert "geolocation" not in host.asked[0]
    assert any("geolocation=true" in note for note in found.notes)


def test_it_asks_for_json_as_a_page_does_in_the_language_of_the_front_page_and_keeps_no_cookie() -> None:
    cookie = send({"rows": [entity(n) for n in range(3)], "totalRows": 4}, Set_Cookie="connect.sid=abc; Path=/")
    host = Host([entity(n) for n in range(4)], odd=[cookie])
    fetch(host, "/ko/library/")
    assert len(host.asked) == 2
    for headers in host.headers:
        assert headers["x-requested-with"] == "XMLHttpRequest"
        assert headers["accept"] == "application/json"
        assert headers["content-language"] == "ko"
        assert "cookie" not in headers
    assert set(host.paths) == {"/api/search", "/api/templates"}


def test_without_templates_the_names_of_properties_stay_and_that_is_said() -> None:
    found = fetch(Host([entity(0)], templates=False))
    assert "date_of_arrest" in found.frame
    assert any("does not tell its templates" in note for note in found.notes)


def test_a_client_of_ones_own_may_ask_and_stays_open() -> None:
    with hosted(Host([entity(0)])) as host, httpx.Client(follow_redirects=True, trust_env=False) as client:
        assert len(fetch_entities(host.address, client=client).frame) == 1
        assert not client.is_closed


# Pages that do not fit together.


def test_an_entity_that_comes_twice_is_taken_once_and_counted() -> None:
    first = send({"rows": [entity(n) for n in (0, 1, 2)], "totalRows": 5})
    shifted = send({"rows": [entity(n) for n in (2, 3, 4)], "totalRows": 5})
    found = fetch(Host(odd=[first, shifted]))
    assert found.frame["title"].tolist() == ["D0", "D1", "D2", "D3", "D4"]
    assert any(note.startswith("1 entity came twice") for note in found.notes)
    assert found.warnings == ()


def test_an_answer_that_holds_fewer_than_it_says_is_warned_of() -> None:
    found = fetch(Host([entity(n) for n in range(4)], total=6))
    assert len(found.frame) == 4
    assert any("6 entities" in warning and "4 came" in warning for warning in found.warnings)


def test_a_host_that_sends_the_same_page_for_ever_is_asked_no_more() -> None:
    page = send({"rows": [entity(n) for n in range(3)], "totalRows": 9_999})
    host = Host(odd=[page] * 50)
    found = fetch(host)
    assert len(host.asked) == 2
    assert len(found.frame) == 3
    assert any("9,999" in warning for warning in found.warnings)


@pytest.mark.parametrize(("total", "relation"), [(20_345, "eq"), (10_000, "gte")])
def test_of_more_than_ten_thousand_the_first_ten_thousand_come_and_what_to_do_is_said(
    total: int, relation: str
) -> None:
    host = Host([{"sharedId": f"id{n}", "metadata": {}, "published": True} for n in range(10_500)])
    host.total, host.relation = total, relation
    found = fetch(host, page=3_000)
    assert len(found.frame) == 10_000
    assert all(int(asked["from"]) + int(asked["limit"]) <= 10_000 for asked in host.asked)
    warning = next(text for text in found.warnings if f"{total:,}" in text)
    assert "one template at a time" in warning
    assert ("at least" in warning) is (relation == "gte")


def test_an_empty_collection_is_a_table_without_rows_and_a_warning() -> None:
    found = fetch(Host([]))
    assert len(found.frame) == 0
    assert any("no entity" in warning for warning in found.warnings)


def test_a_host_that_does_not_count_is_asked_until_nothing_new_comes() -> None:
    pages = [send({"rows": [entity(n)], "relation": "eq", "totalRows": None}) for n in (0, 1)]
    found = fetch(Host(odd=[*pages, send({"rows": [], "totalRows": None})]))
    assert len(found.frame) == 2
    assert any("does not say how many" in warning for warning in found.warnings)


# Hosts that are busy.


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_host_is_asked_again_after_a_while(status: int) -> None:
    waits = Waits()
    busy = send({"error": SECRET_PLACE}, status)
    found = fetch(Host([entity(0)], odd=[busy, busy]), sleep=waits)
    assert len(found.frame) == 1
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("86400", 60.0), ("soon", 1.0), ("-5", 1.0)])
def test_a_host_may_ask_for_a_wait_up_to_a_limit(asked: str, waited: float) -> None:
    waits = Waits()
    fetch(Host([entity(0)], odd=[send({}, 429, Retry_After=asked)]), sleep=waits)
    assert waits == [waited]


def test_a_host_that_stays_busy_is_given_up() -> None:
    waits = Waits()
    host = Host(odd=[send({}, 503)] * 9)
    assert "busy (503), asked 4 times" in refusal(host, sleep=waits)
    assert (len(host.asked), waits) == (4, [1.0, 2.0, 4.0])


def test_a_host_that_does_not_answer_in_time_is_asked_again_and_given_up() -> None:
    over = threading.Event()
    host = Host(odd=[lambda _: over.wait(5) and None] * 2)
    try:
        assert "does not answer in time, asked 2 times" in refusal(host, read=0.1, attempts=2)
    finally:
        over.set()


def test_a_host_that_sends_a_byte_now_and_then_is_given_up() -> None:
    ticks = iter(range(10_000))

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(20):
            request.wfile.write(b" " * 100)
            request.wfile.flush()

    message = refusal(Host(odd=[drip] * 2), attempts=2, whole=0.5, clock=lambda: float(next(ticks)))
    assert "answers too slowly, asked 2 times" in message


def test_a_connection_that_breaks_off_is_tried_again() -> None:
    short = send(b'{"rows": []}', Content_Length="9999")
    found = fetch(Host([entity(0)], odd=[short]))
    assert len(found.frame) == 1
    assert "breaks off, asked 2 times" in refusal(Host(odd=[short] * 2), attempts=2)


def test_a_host_that_is_not_there_is_given_up() -> None:
    with hosted(Host()) as gone:
        address = gone.address
    with pytest.raises(InputError, match="cannot be reached, asked 2 times"):
        fetch_entities(address, manners=Manners(sleep=Waits(), attempts=2))


# Hosts that are wrong, private or hostile.


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (send({"error": SECRET_PLACE}, 401), "private"),
        (send({"error": SECRET_PLACE}, 403), "private"),
        (send({}, 404), "no search of Uwazi's"),
        (send({"error": SECRET_PLACE}, 422), "does not understand the question"),
        (send({}, 418), "answers with 418"),
        (send(b'{"rows": [{"sharedId": "hidden-valley", "metad'), "no whole JSON"),
        (send({"message": SECRET_PLACE}), "JSON of another kind"),
        (send([{"sharedId": "a", "metadata": {}}]), "JSON of another kind"),
        (send(b"<!doctype html><title>hidden-valley</title>"), "web page"),
        (send(b"Please type the letters: hidden-valley", Content_Type="text/html; charset=utf-8"), "web page"),
        (send(b"", 302, Location="/login?next=hidden-valley"), "private"),
        (send(b"", 302, Location="http://hidden-valley.example/api/search"), "another host"),
        (send(b"", 302, Location="//127.0.0.1:9/api/search"), "another host"),
        (send(b"", 307, Location="https://127.0.0.1/api/search"), "another host"),
        (send(b"", 302, Location="file:///hidden-valley"), "another host"),
        (send(b"not gzip", Content_Encoding="gzip"), "cannot be read"),
    ],
)
def test_what_is_no_answer_is_refused_at_once_with_the_host_alone_in_the_sentence(reply: Reply, said: str) -> None:
    waits = Waits()
    host = Host([entity(0)], odd=[reply])
    assert said in refusal(host, "/api/search?searchTerm=hidden-valley", sleep=waits)
    assert waits == []
    assert len(host.asked) == 1


def test_a_redirect_on_the_same_host_is_followed_and_one_without_end_is_not() -> None:
    moved = send(b"", 302, Location="/api/search?from=0&limit=3&moved=yes")
    host = Host([entity(0)], odd=[moved])
    assert len(fetch(host).frame) == 1
    assert host.asked[1]["moved"] == "yes"
    assert "without end" in refusal(Host(odd=[moved] * 9))


def test_an_endless_answer_is_cut_off() -> None:
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for number in range(2_000):
            sent.append(number)
            request.wfile.write(b"[" * 100_000)

    assert "larger than 1 MiB" in refusal(Host(odd=[endless]), page_bytes=1 << 20)
    assert len(sent) < 2_000


def test_answers_that_are_too_large_together_are_refused() -> None:
    assert "the answers are larger" in refusal(Host([entity(n) for n in range(9)]), most_bytes=1_500)


class _Lying(httpx.BaseTransport):
    """A host whose certificate nobody can trust."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            raise ssl.SSLCertVerificationError("self-signed certificate for hidden-valley")
        except ssl.SSLError as error:
            raise httpx.ConnectError(str(error), request=request) from error


def test_a_certificate_that_cannot_be_trusted_ends_it_at_once() -> None:
    waits = Waits()
    with httpx.Client(transport=_Lying()) as client, pytest.raises(InputError, match="certificate cannot be trus") as e:
        fetch_entities("https://example.org", client=client, manners=Manners(sleep=waits))
    assert waits == []
    assert SECRET_PLACE not in str(e.value)


# Addresses.


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://me:hidden-valley@example.org/", "name or a password"),
        ("https://me@example.org/api/search", "name or a password"),
        ("https://example.org/api/search?token=hidden-valley", "token"),
        ("https://example.org/?api_key=hidden-valley", "token"),
        ("http://example.org/", "not encrypted"),
        ("ftp://example.org/", "not encrypted"),
        ("http://localhost.example.org/", "not encrypted"),
        ("https://example.org/ko/library/?q=(filters:(hidden-valley:1))", "filters in the address of a library"),
        ("https://example.org/entity/hidden-valley", "not the address of a collection"),
        ("https://example.org/api/v2/search", "not the address of a collection"),
        ("https://example.org/qq/", "not the address of a collection"),
        ("example.org", "no address"),
        ("https://", "no address"),
        ("https://exa mple.org/hidden-valley", "no address"),
        ("https://example.org:99999999/hidden-valley", "no address"),
        ("https://[::1/hidden-valley", "no address"),
        ("https://example.org\\@hidden-valley", "no address"),
        ("", "no address"),
        ("https://example.org/" + "a" * 9_000, "no address"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused_without_repeating_it(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        address_of(url)
    assert SECRET_PLACE not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "search"),
    [
        ("https://example.org", "https://example.org/api/search?sort=creationDate&order=asc&from=0"),
        (" HTTPS://Example.org:8443/en/ ", "https://example.org:8443/api/search?sort=creationDate&order=asc&from=0"),
        ("https://example.org/library#top", "https://example.org/api/search?sort=creationDate&order=asc&from=0"),
        ("http://[::1]:3000/", "http://[::1]:3000/api/search?sort=creationDate&order=asc&from=0"),
    ],
)
def test_a_front_page_and_a_library_stand_for_the_search_of_their_collection(url: str, search: str) -> None:
    assert address_of(url).search({"from": "0"}) == search
