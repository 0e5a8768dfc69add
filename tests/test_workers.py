"""Several servers behind one proxy: visitors stay with theirs, a lost one is begun again, none outlives the command."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.sessions import answer, choices
from footprints_geo.disclosure.copy_file import copy_bytes, read_copy
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import protect
from footprints_geo.pipeline import bundled_events, prepare
from tests.browser import free_port, listens, running_server, wait_until
from tests.commands import REPOSITORY, run
from tests.test_browser_public import HOST, configuration, make_certificate

WORKERS = 2


Said = dict[str, str]


def free_ports() -> int:
    """The first of as many neighbouring ports as there are workers."""
    while True:
        port = free_port()
        if port + WORKERS < 65_536 and not any(listens(port + number) for number in range(WORKERS)):
            return port


def workers_of(process: int) -> dict[int, int]:
    """The numbers of the processes that a command began, by the port of each."""
    found = {}
    for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"--port" in words:
            found[int(words[words.index(b"--port") + 1])] = int(child)
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("copy") / "records.protected"
    file.write_bytes(copy_bytes(protect(bundled_events(), Policy("published", 5))))
    return file


@pytest.fixture(scope="module")
def said(copy: Path) -> Said:
    """What may be asked, and what a page then says."""
    return dict(list(choices(prepare(read_copy(copy))).items())[:8])


@contextmanager
def proxied(folder: Path, copy: Path) -> Iterator[tuple[int, int, int]]:
    """Workers behind the proxy of the documents: its port, the first port of theirs, and the process of the command."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine: 'make proxy' installs it or says how")
    make_certificate(folder)
    first, port = free_ports(), free_port()
    flags = ("--public", str(copy), "--host", HOST, "--workers", str(WORKERS))
    with running_server(*flags, port=first) as (server, process):
        wait_until(lambda: all(listens(first + number) for number in range(WORKERS)), "all workers answer")
        written = configuration(folder, server, port)
        for number in range(1, WORKERS):
            line = f"# server 127.0.0.1:{8501 + number};"
            assert line in written
            written = written.replace(line, f"server 127.0.0.1:{first + number};")
        (folder / "nginx.conf").write_text(written, encoding="utf-8")
        program = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
        try:
            wait_until(lambda: program.poll() is None and listens(port), "the proxy answers")
            yield port, first, process
        finally:
            program.terminate()
            program.wait(20)


def nobody_checks() -> ssl.SSLContext:
    """Trust in the certificate of the test, which nobody else knows."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def visitor(port: int, word: str) -> ClientConnection:
    """Somebody who looks at a page through the proxy, with the word that the proxy gave."""
    return await connect(
        f"wss://{HOST}:{port}/_stcore/stream",
        host="127.0.0.1",
        port=port,
        ssl=nobody_checks(),
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        additional_headers={"Cookie": f"footprints_visitor={word}"},
    )


async def ask(line: ClientConnection, query: str, said: Said) -> None:
    words = " ".join(await answer(line, query)).replace("\\", "")
    assert said[query] in words


def connected(process: int) -> int:
    """How many lines of visitors a worker has open."""
    own = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir() if link.is_symlink()}
    lines = Path(f"/proc/{process}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    established = [fields for fields in (line.split() for line in lines) if fields[3] == "01"]
    return sum(f"socket:[{fields[9]}]" in own for fields in established)


def test_visitors_stay_with_their_server_and_a_lost_one_is_begun_again(tmp_path: Path, copy: Path, said: Said) -> None:
    queries = list(said)

    async def look(port: int, first: int, process: int) -> None:
        lines = [await visitor(port, f"visitor-{number}") for number in range(8)]
        for number, line in enumerate(lines):
            await ask(line, queries[number % len(queries)], said)
        before = workers_of(process)
        assert sorted(before) == [first, first + 1]
        assert all(connected(worker) for worker in before.values())
        os.kill(before[first], signal.SIGKILL)
        lost, kept = [], []
        for number, line in enumerate(lines):
            try:
                await ask(line, queries[(number + 1) % len(queries)], said)
                kept.append(number)
            except ConnectionClosed:
                lost.append(number)
        assert lost
        assert kept
        await asyncio.to_thread(wait_until, lambda: first in workers_of(process) and listens(first), "a new worker")
        after = workers_of(process)
        assert after[first] != before[first]
        assert after[first + 1] == before[first + 1]
        # Browsers connect anew by themselves.
        for number in lost:
            again = await visitor(port, f"visitor-{number}")
            await ask(again, queries[number % len(queries)], said)
            await again.close()
        for number in kept:
            await ask(lines[number], queries[number % len(queries)], said)
            await lines[number].close()

    with proxied(tmp_path, copy) as (port, first, process):
        asyncio.run(look(port, first, process))
        address = f"https://127.0.0.1:{port}/"
        with httpx.Client(verify=False, headers={"Host": HOST}) as browser:  # noqa: S501 - the certificate of the test
            given = browser.get(address).headers.get("set-cookie", "")
            assert given.startswith("footprints_visitor=")
            assert given.endswith("Path=/; Secure; HttpOnly; SameSite=Strict")
            word = given.split("=", 1)[1].split(";")[0]
            again = browser.get(address, headers={"Cookie": f"footprints_visitor={word}"})
            assert "set-cookie" not in again.headers
    assert not any(listens(first + number) for number in range(WORKERS))


def test_no_server_outlives_a_command_that_is_killed(copy: Path) -> None:
    first = free_ports()
    with running_server("--public", str(copy), "--workers", str(WORKERS), port=first) as (_, process):
        wait_until(lambda: all(listens(first + number) for number in range(WORKERS)), "all workers answer")
        os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(listens(first + number) for number in range(WORKERS)), "all workers are gone")


def test_a_port_that_is_taken_ends_them_all(copy: Path) -> None:
    first = free_ports()
    with running_server("--public", str(copy), port=first + 1):
        found = run_server(copy, first)
    assert found.returncode == 2
    assert "ended as soon as it was begun" in found.stderr
    assert not listens(first)


def run_server(copy: Path, port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "footprints_geo", "serve", "--public", str(copy), "--workers", str(WORKERS)]
    return subprocess.run(
        [*command, "--port", str(port)], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("flags", "words"),
    [(["--workers", "2"], "Add --public"), (["--public", "--workers", "3", "--port", "65534"], "not so many ports")],
)
def test_what_several_servers_cannot_do_is_refused(flags: list[str], words: str) -> None:
    found = run("serve", *flags)
    assert found.code == 2
    assert words in found.err
