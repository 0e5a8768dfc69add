"""Many sessions at once: `python bench/sessions.py [--events 1000000] [--pause 10] [--workers 2]`.

Starts the app on this computer and speaks to it as browsers do, on as many lines as there are sessions. Each session
changes the years, kinds or countries it looks at, and reads in the answer whether the page says the sentence of its own
choice and of no other. Between two changes a person reads: `--pause` is for how many seconds on average (the times are
those of a Poisson process); without it each session asks as soon as it is answered, which says how much the server can
do, and not how long people wait. With `--events` the records are made up, as many as that, and shown to everybody as a
protected copy; else they are the bundled ones. Memory is that of the server while all look and when all are gone; what
the first round leaves are caches of bounded size, and later rounds must add little.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from footprints_geo.captions import sentence
from footprints_geo.disclosure.copy_file import read_copy
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS
from tests.browser import running_server

PATIENCE = 120.0
SETTLED = 130
"""Seconds after which Streamlit forgets a session whose line is gone (`server.disconnectedSessionTTL`), and some."""

ROOT = Path(__file__).resolve().parent.parent
EVENTS_A_CASE = 2.03
"""Of made-up records."""

FLAT = 1.1
"""How much more than after the first round the server may hold after the last."""


@dataclass
class Seen:
    """What all sessions saw."""

    answers: int = 0
    faults: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def choices(prepared: Prepared) -> dict[str, str]:
    """What may be asked, as the words of an address, and the sentence that the page then says; no two say the same."""
    asked = [Selection()]
    for year in range(1996, 2025):
        asked += [Selection(years=Period.of(year), kind=kind) for kind in (KINDS, ("repatriation",), ("escape",))]
        asked += [
            Selection(years=Period.of(year, 2024), countries=(country,)) for country in ("CN", "RU", "TH", "VN", "LA")
        ]
    said = {urlencode(one.to_query()): sentence(view(prepared, one)) for one in asked}
    words = list(said.values())
    return {query: text for query, text in said.items() if words.count(text) == 1 and "2" in text}


async def session(address: str, number: int, said: dict[str, str], end: float, pause: float, seen: Seen) -> None:
    """One person, who looks at one thing after another until the time is over."""
    chance = Random(number)
    # Nobody comes at the same moment as all others.
    await asyncio.sleep(chance.uniform(0, pause))
    line = await connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], max_size=None)
    async with line:
        while time.monotonic() < end:
            if pause and seen.answers:
                await asyncio.sleep(chance.expovariate(1 / pause))
            query = chance.choice(list(said))
            begin = time.monotonic()
            texts = await answer(line, query)
            seen.waits.append(time.monotonic() - begin)
            seen.answers += 1
            # The words as they stand on the page, where signs of Markdown have a stroke before them.
            page = " ".join(texts).replace("\\", "")
            heard = {words for words in said.values() if words in page}
            if heard != {said[query]}:
                # What a longer sentence holds is no other session's.
                others = {words for words in heard if words not in said[query]}
                if said[query] not in heard or others:
                    seen.faults.append(f"session {number}: the page says {len(others)} other sentences")


async def answer(line: ClientConnection, query: str) -> list[str]:
    """All texts of the page of routes for the words of an address."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = "routes"
    await line.send(asked.SerializeToString())
    texts: list[str] = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(line.recv(), PATIENCE))
        kind = message.WhichOneof("type")
        if kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                texts.append(f"EXCEPTION {element.exception.type}")
            elif element.WhichOneof("type") in ("markdown", "alert"):
                texts.append(getattr(element, element.WhichOneof("type")).body)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return texts


async def rounds(address: str, process: int, said: dict[str, str], asked: argparse.Namespace) -> list[str]:
    """All rounds; gives what went wrong."""
    print(f"{len(said)} different choices, each with a sentence of its own", flush=True)
    # One page of each worker, so that what is prepared once is prepared.
    for one in range(asked.workers):
        await session(worker(address, one), 0, said, time.monotonic() + 1, 0.0, Seen())
    held, faults = [memory_of(process)], []
    for number in range(asked.rounds):
        seen, end = Seen(), time.monotonic() + asked.seconds
        people = [
            session(worker(address, one % asked.workers), number * asked.sessions + one, said, end, asked.pause, seen)
            for one in range(asked.sessions)
        ]
        for result in await asyncio.gather(*people, return_exceptions=True):
            if isinstance(result, BaseException):
                seen.faults.append(f"a session ended with {type(result).__name__}")
        busy = memory_of(process)
        await asyncio.sleep(asked.settled)
        held.append(memory_of(process))
        waits = sorted(seen.waits)
        print(
            f"round {number + 1}: {asked.sessions} sessions, {seen.answers:,} pages in {asked.seconds} s, "
            f"wait {waits[len(waits) // 2]:.2f} s (95 of 100 {waits[len(waits) * 95 // 100]:.2f} s, "
            f"longest {waits[-1]:.2f} s), {len(seen.faults)} faults; server {held[number]:,} MB before, {busy:,} MB, "
            f"{held[-1]:,} MB afterwards: {(busy - held[number]) / asked.sessions:.1f} MB a session",
            flush=True,
        )
        faults += seen.faults
    if held[-1] > FLAT * held[1]:
        faults.append(f"memory grew from {held[1]:,} MB to {held[-1]:,} MB")
    return faults


def worker(address: str, number: int) -> str:
    """The address of one of several workers, among which a proxy spreads visitors."""
    host, _, port = address.rpartition(":")
    return f"{host}:{int(port) + number}"


def memory_of(process: int) -> int:
    """Megabytes that a process and those it began hold."""
    own = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    held = next(int(line.split()[1]) // 1024 for line in own if line.startswith("VmRSS"))
    begun = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return held + sum(memory_of(int(child)) for child in begun)


def protected_copy(events: int) -> Path:
    """The protected copy of so many made-up events, made the first time."""
    copy = ROOT / "build" / "bench-sessions" / f"{events}.protected"
    if not copy.exists():
        records = copy.with_name(f"{events}") / "records.parquet"
        records.parent.mkdir(parents=True, exist_ok=True)
        cases = str(round(events / EVENTS_A_CASE))
        for command in (
            ["synth", "--cases", cases, "--seed", "1", "-o", str(records)],
            ["protect", str(records), "--sensitivity", "published", "-o", str(copy)],
        ):
            subprocess.run([sys.executable, "-m", "footprints_geo", *command], cwd=ROOT, check=True)
    return copy


def main(asked: argparse.Namespace) -> int:
    """Print what was seen; 1 where anything went wrong."""
    flags: Sequence[str] = ()
    prepared = prepare()
    if asked.events:
        copy = protected_copy(asked.events)
        prepared, flags = prepare(read_copy(copy)), ("--public", str(copy))
    if asked.workers > 1:
        flags = (*flags, "--workers", str(asked.workers))
    said = choices(prepared)
    del prepared
    with running_server(*flags) as (address, process):
        faults = asyncio.run(rounds(address, process, said, asked))
    for fault in faults[:20]:
        print(f"  {fault}")
    print(f"{len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60, help="How long each round lasts.")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.0, help="Seconds between two changes, on average.")
    parser.add_argument("--events", type=int, default=0, help="How many made-up events; the bundled ones if none.")
    parser.add_argument("--workers", type=int, default=1, help="Of the server; only with --events.")
    parser.add_argument("--settled", type=int, default=SETTLED, help="Seconds until memory is looked at again.")
    sys.exit(main(parser.parse_args()))
