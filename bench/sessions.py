"""Many sessions at once: `python bench/sessions.py [sessions] [seconds] [rounds]`, 50, 60 and 2 by default.

Starts the app on this computer and speaks to it as browsers do, on as many lines as there are sessions. Each session
changes the years, kinds or countries it looks at as soon as its page is drawn, and reads in the answer whether the page
says the sentence of its own choice and of no other. Memory is that of the server after each round, when the sessions
are gone; what the first round leaves are caches of bounded size, and later rounds must add little.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from footprints_geo.captions import sentence
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS
from tests.browser import running_server

PATIENCE = 120.0
SETTLED = 130
"""Seconds after which Streamlit forgets a session whose line is gone (`server.disconnectedSessionTTL`), and some."""

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


async def session(address: str, number: int, said: dict[str, str], end: float, seen: Seen) -> None:
    """One person, who looks at one thing after another until the time is over."""
    chance = Random(number)
    line = await connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], max_size=None)
    async with line:
        while time.monotonic() < end:
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


async def rounds(address: str, process: int, sessions: int, seconds: int, count: int) -> list[str]:
    """All rounds; gives what went wrong."""
    said = choices(prepare())
    print(f"{len(said)} different choices, each with a sentence of its own", flush=True)
    held, faults = [], []
    for number in range(count):
        seen, end = Seen(), time.monotonic() + seconds
        people = [session(address, number * sessions + one, said, end, seen) for one in range(sessions)]
        for result in await asyncio.gather(*people, return_exceptions=True):
            if isinstance(result, BaseException):
                seen.faults.append(f"a session ended with {type(result).__name__}")
        busy = memory_of(process)
        await asyncio.sleep(SETTLED)
        held.append(memory_of(process))
        waits = sorted(seen.waits)
        print(
            f"round {number + 1}: {sessions} sessions, {seen.answers:,} pages in {seconds} s, "
            f"wait {waits[len(waits) // 2]:.1f} s (longest {waits[-1]:.1f} s), {len(seen.faults)} faults; "
            f"server {busy:,} MB, {held[-1]:,} MB when they are gone",
            flush=True,
        )
        faults += seen.faults
    if held[-1] > FLAT * held[0]:
        faults.append(f"memory grew from {held[0]:,} MB to {held[-1]:,} MB")
    return faults


def memory_of(process: int) -> int:
    """Megabytes that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def main(sessions: int, seconds: int, count: int) -> int:
    """Print what was seen; 1 where anything went wrong."""
    with running_server() as (address, process):
        faults = asyncio.run(rounds(address, process, sessions, seconds, count))
    for fault in faults[:20]:
        print(f"  {fault}")
    print(f"{len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(numbers + [50, 60, 2][len(numbers) :])))
