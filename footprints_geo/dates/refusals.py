"""Why a text is no date, in two sentences: what was found and expected, and what to write."""

from __future__ import annotations

import re
from typing import Final, cast

from footprints_geo.errors import InputError
from footprints_geo.messages import Message

EXAMPLES: Final = Message("2023, 2023-10, 2023-10-09, 2023~, 2023-23 (autumn) or 2023-08/2023-10")


def refusal(found: str, why: Message, expected: Message, fix: Message) -> InputError:
    """Of a text that is repeated: what is wrong with it, what was expected, and what to write."""
    gaps = {"found": _quoted(found), "why": why, "expected": expected}
    return of_two(Message("Date {found} {why}, expected {expected}.", **gaps), fix)


def obstacle(text: str, why: str, other: InputError) -> InputError:
    """Of a text with something wrong: that what may have been meant is refused as well."""
    found, fix = sentences_of(other)
    named = Message(
        "Date {found} {why}, and date {other} {why_other}, expected {expected}.",
        found=_quoted(text),
        why=Message(why),
        other=found.gaps["found"],
        why_other=found.gaps["why"],
        expected=found.gaps["expected"],
    )
    return of_two(named, fix)


def of_two(found: Message, fix: Message) -> InputError:
    """Of a text that is not repeated."""
    return InputError(Message.joined([found, fix]))


def sentences_of(refused: InputError) -> tuple[Message, Message]:
    """The two sentences."""
    return cast("tuple[Message, Message]", cast(Message, refused.message).parts)


def write(date: str) -> Message:
    """What to do where one date alone can be meant."""
    return Message("Write {date}.", date=date)


def _quoted(text: str) -> str:
    # No blank after a full stop: a reader would take the message for three sentences.
    return "'" + re.sub(r"(?<=[.:;])\s+", "", text) + "'"
