"""Stories of a server for everybody: what it shows, what it never holds, and whom it answers."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, expect

from footprints_geo.disclosure.copy_file import copy_bytes
from footprints_geo.disclosure.release import protect
from tests.adversary import MARK, planted, planted_rows
from tests.browser import (
    REPOSITORY,
    free_port,
    listens,
    press_until,
    running_browser,
    running_server,
    settled,
    wait_until,
)
from tests.test_browser import wait_for_map
from tests.test_browser_data import downloaded, go_to

HOST = "maps.example.org"
SCRATCH = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""Folders that nginx makes."""


class Asked:
    """A proxy of the web that refuses everything, and notes what it is asked for."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()

        class Refusing(BaseHTTPRequestHandler):
            def parse_request(self) -> bool:
                """Note the request in whatever way it is put, and answer none."""
                asked.append(self.raw_requestline.decode("latin-1"))
                self.close_connection = True
                return False

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        here = f"http://127.0.0.1:{self.server.server_port}"
        return dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), here)


@pytest.fixture(scope="module")
def proxy() -> Iterator[Asked]:
    proxy = Asked()
    yield proxy
    proxy.server.shutdown()


@pytest.fixture(scope="module")
def server(proxy: Asked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A public server of records that hold what nobody may see: its address and process."""
    records = tmp_path_factory.mktemp("public") / "records.csv"
    pd.DataFrame(planted_rows(1, 2)).to_csv(records, index=False)
    with running_server(str(records), "--public", environment=proxy.environment) as (address, process):
        yield address, process


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser(f"--host-resolver-rules=MAP {HOST} 127.0.0.1") as browser:
        yield browser


@pytest.fixture(scope="module")
def address(server: tuple[str, int]) -> str:
    return server[0]


def handshake(address: str, **headers: str) -> int:
    """The status of the answer to somebody who asks for the line on which all is shown."""
    request = {
        "Host": address.removeprefix("http://"), "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
        "Sec-WebSocket-Protocol": "streamlit", **headers,
    }  # fmt: skip
    host, port = address.removeprefix("http://").split(":")
    lines = "".join(f"{name}: {value}\r\n" for name, value in request.items())
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
        return int(line.recv(64).split()[1])


def memory_of(process: int) -> Iterator[bytes]:
    """What a process holds, in blocks of its memory."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line.split()[1]:
                memory.seek(begin)
                with contextlib.suppress(OSError):
                    # A part may be given back meanwhile.
                    yield memory.read(end - begin)


def test_everybody_sees_the_protected_copy_and_nothing_else(browser: BrowserContext, address: str) -> None:
    page = browser.new_page()
    heard: list[str | bytes] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(frame)))
    page.goto(address)
    expect(page.get_by_text("Shown: a protected copy of records")).to_be_visible()
    expect(page.get_by_text("To protect people, no source is named.")).to_be_visible()
    expect(page.get_by_text("only groups of at least 5 people are told")).to_be_visible()
    # What everybody may have is the very copy that the command makes.
    assert downloaded(page, "Download the protected copy") == copy_bytes(protect(planted(1, 2)))
    go_to(page, "Routes")
    expect(page.get_by_role("heading", name="Routes")).to_be_visible()
    wait_for_map(page)
    settled(page)
    grid = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert grid is not None
    page.mouse.move(grid["x"] + 16, grid["y"] + 54)
    press_until(page, lambda: "chosen=route" in page.url, "the address says what is chosen")
    expect(page.get_by_text("The number of one case is not its own")).to_be_visible()
    go_to(page, "Custody chains")
    expect(page.get_by_role("heading", name="Custody chains")).to_be_visible()
    # Neither the flow picture nor the table can be had without the words that say what it is.
    for what in ("PNG", "CSV"):
        expect(page.get_by_label(re.compile(f"^Download as {what}")).first).to_be_attached()
        expect(page.get_by_label(re.compile(f"^Download as {what}")).first).to_be_hidden()
    go_to(page, "Hotspots")
    expect(page.get_by_role("heading", name="Hotspots")).to_be_visible()
    go_to(page, "Figure")
    expect(settled(page).get_by_role("button", name="Draw the picture")).to_be_visible()
    expect(page.get_by_text("Made for")).to_have_count(0)
    page.get_by_role("button", name="Draw the picture").click()
    expect(page.get_by_text("The protected copy is on the first page")).to_be_visible()
    expect(page.get_by_text("figure routes records.protected")).to_be_visible()
    said = b"".join(frame.encode() if isinstance(frame, str) else frame for frame in heard)
    assert b"Shenyang" in said
    assert MARK.encode() not in said


def test_there_is_no_place_to_put_records_and_no_question_about_single_cases(
    browser: BrowserContext, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/data")
    expect(page.get_by_text("Shown: a protected copy of records")).to_be_visible()
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    page.goto(f"{address}/hotspots?years=1850")
    expect(page.get_by_text("The records are too few to tell a concentration")).to_be_visible()
    page.goto(f"{address}/routes?min_persons=3&audience=internal")
    expect(page.get_by_text("cases are told in groups and not by their own size")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ people in \d+ documented cases")).first).to_be_visible()
    expect(page.get_by_label("Minimum persons in an event")).to_have_count(0)
    upload = urllib.request.Request(f"{address}/_stcore/upload_file/a/b", data=b"case_id", method="PUT")
    with pytest.raises(urllib.error.HTTPError, match=r"40\d"):
        urllib.request.urlopen(upload, timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds can be read under Linux alone")
def test_the_server_never_holds_a_word_of_the_records(browser: BrowserContext, server: tuple[str, int]) -> None:
    page = browser.new_page()
    page.goto(f"{server[0]}/routes?level=place")
    expect(settled(page).get_by_role("heading", name="Routes")).to_be_visible()
    # Each mark that is followed by what only the records hold: the name of their folder is on the command line.
    secret, told = re.compile(rb"SECRET(-\d| officer| source| title| note| village| column)"), 0
    for block in memory_of(server[1]):
        assert not secret.search(block)
        told += block.count(b"Changchun")
    assert told > 0


def test_only_its_own_pages_are_answered_and_nobody_is_asked_who_asks(address: str, proxy: Asked) -> None:
    """A page of the web may ask this computer's servers for anything; Streamlit then asked the network who that is."""
    own = address.removeprefix("http://")
    assert handshake(address, Origin=address) == 101
    assert handshake(address, Origin="http://evil.example") == 403
    assert handshake(address, Origin="null") == 403
    # A name of somebody's own that points here is the same origin as itself.
    elsewhere = own.replace("localhost", "evil.example")
    assert handshake(address, Origin=f"http://{elsewhere}", Host=elsewhere) == 403
    assert proxy.asked == []


def test_a_server_that_holds_records_asks_nobody_either(proxy: Asked) -> None:
    with running_server(environment=proxy.environment) as (address, _):
        assert handshake(address, Origin="http://evil.example") == 403
    assert proxy.asked == []


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A public server behind the proxy of the documents: the address that people know, and the copy it shows."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine: 'make proxy' installs it or says how")
    folder = tmp_path_factory.mktemp("proxy")
    copy = folder / "records.protected"
    copy.write_bytes(copy_bytes(protect(planted(1, 2))))
    make_certificate(folder)
    port = free_port()
    with running_server("--public", str(copy), "--host", HOST) as (server, _):
        (folder / "nginx.conf").write_text(configuration(folder, server, port), encoding="utf-8")
        program = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
        wait_until(lambda: program.poll() is None and listens(port), "the proxy answers")
        yield f"https://{HOST}:{port}", copy
        program.terminate()
        program.wait(20)


def make_certificate(folder: Path) -> None:
    """A certificate that nobody but this test trusts."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(folder / "key.pem")]
    made = ["-out", str(folder / "cert.pem"), "-days", "3650", "-subj", f"/CN={HOST}"]
    subprocess.run(["openssl", "req", "-x509", *key, *made], check=True, capture_output=True)


def configuration(folder: Path, server: str, port: int) -> str:
    """The recipe as it is written, but for what everybody has to put in: port, certificate, key, and the server."""
    written = (REPOSITORY / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    own = {
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/certs/maps.example.org.pem": str(folder / "cert.pem"),
        "/etc/ssl/private/maps.example.org.key": str(folder / "key.pem"),
        "server 127.0.0.1:8501;": server.replace("http://localhost", "server 127.0.0.1") + ";",
    }
    for said, here in own.items():
        assert written.count(said) == 1
        written = written.replace(said, here)
    scratch = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in SCRATCH)
    return f"pid {folder}/pid; error_log stderr; events {{}} http {{ {scratch}\n{written} }}"


def test_the_app_works_behind_the_proxy_and_under_its_rules(chromium: Browser, proxied: tuple[str, Path]) -> None:
    address, copy = proxied
    port = address.rpartition(":")[2]
    with chromium.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 1000}) as context:
        said: list[str] = []
        page = context.new_page()
        page.on("console", lambda words: said.append(words.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/routes?level=place")
        wait_for_map(page)
        go_to(page, "Hotspots")
        expect(page.get_by_role("heading", name="Hotspots")).to_be_visible()
        go_to(page, "Custody chains")
        expect(page.get_by_role("heading", name="Custody chains")).to_be_visible()
        go_to(page, "Figure")
        page.get_by_role("button", name="Draw the picture").click()
        expect(settled(page).get_by_role("img").first).to_be_visible()
        assert len(downloaded(page, "Download SVG")) > 10_000
        # Somebody puts another file in the place of the copy: what is offered is still what is shown.
        shown, _ = copy.read_bytes(), copy.write_bytes(b"case_id,name")
        go_to(page, "About")
        assert downloaded(page, "Download the protected copy") == shown
        # Of its own pages Streamlit asks for one or two by names that are not there; nothing else may go wrong.
        assert [words for words in said if "Content Security Policy" in words or "Refused" in words] == []

        def asked(path: str, host: str = HOST) -> APIResponse:
            return context.request.get(f"https://127.0.0.1:{port}{path}", headers={"Host": host})

        for path in (
            "/_stcore/metrics",
            "/_stcore/script-health-check",
            "/_stcore/upload_file/a/b",
            "/_stcore/agent/x",
        ):
            assert asked(path).status == 404
        answer = asked("/")
        assert (answer.status, answer.headers["referrer-policy"]) == (200, "no-referrer")
        assert "access-control-allow-origin" not in asked("/app/static/basemap/admin1.geojson").headers
        assert asked("/", host="evil.example").status == 421
