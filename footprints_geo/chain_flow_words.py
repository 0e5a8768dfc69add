"""The words that go with a flow picture of custody: how to read it, what is not in it, and what it shows."""

from __future__ import annotations

from footprints_geo.chain_flow import Flow
from footprints_geo.chain_paths import MOST_STEPS
from footprints_geo.language import ENGLISH, Language


def flow_caption(flow: Flow, language: Language = ENGLISH) -> str:
    """How the picture is to be read, and what of the chains is not in it."""
    parts = [
        language(
            "From left to right: in whose hands people were, one after another, by country and holder, and what "
            "became of them. Numbers are people, at least; a band grows with the square root of them. Ochre blocks "
            "are abroad, brown ones at home. Blue bands end with a release, an arrival or somebody on the way, dark "
            "ones (light ones on a dark page) with a disappearance or a last sighting, grey ones where there is no "
            "later record. Where only some of a group are recorded any further, the others leave for “no later "
            "record”. Where the records of a step give no number, the last one before is drawn, or that of the whole "
            "case; where they give a smaller one than later records do, the later one is: all are inferred."
        )
    ]
    if flow.undrawn:
        parts.append(
            language.plural(
                "{number} way with the fewest people is not drawn; the numbers count it.",
                "{number} ways with the fewest people are not drawn; the numbers count them.",
                flow.undrawn,
            )
        )
    if flow.put_together:
        parts.append(
            language.plural(
                "{number} longer chain: what comes after step {steps} is put together.",
                "{number} longer chains: what comes after step {steps} is put together.",
                flow.put_together,
                steps=MOST_STEPS - 1,
            )
        )
    if flow.without_people:
        parts.append(
            language.plural(
                "{number} chain is not in the picture: its people belong to another case, or records say nobody.",
                "{number} chains are not in the picture: their people belong to other cases, or records say nobody.",
                flow.without_people,
            )
        )
    return " ".join(parts)


def flow_alt(flow: Flow, language: Language = ENGLISH) -> str:
    """What the picture shows, for who cannot see it: the nodes of each column with their people, at least."""
    columns = []
    for column, title in enumerate(flow.columns):
        nodes = flow.nodes[flow.nodes["column"] == column]
        named = ", ".join(
            language("{node} {number}", node=name, number=f"{persons:,}")
            for name, persons in zip(nodes["name"], nodes["persons"], strict=True)
        )
        columns.append(language("{column}: {nodes}.", column=title, nodes=named))
    return language("A flow picture of custody; people, at least. {columns}", columns=" ".join(columns))
