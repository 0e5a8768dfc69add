"""Draws the pictures of the README from the app itself: `make screenshot`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import expect

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.browser import browsing, map_of, pixels, serving, wait_until  # noqa: E402

PICTURES = {
    "routes-2023": "/routes?years=2023&kind=repatriation&level=place&extent=china-dprk-border",
    "routes-all": "/routes?kind=repatriation",
}


def main() -> None:
    """Write each picture to docs/."""
    with serving() as address, browsing(address, 1440, 1000) as (context, _):
        for name, query in PICTURES.items():
            page = context.new_page()
            page.goto(address + query)
            expect(page.get_by_role("heading", name="Routes")).to_be_visible(timeout=60_000)
            seen = [pixels(map_of(page))]

            def settled(seen: list = seen, page=page) -> bool:
                seen.append(pixels(map_of(page)))
                return len(set(seen[-1].ravel().tolist())) > 50 and (seen[-1] == seen[-2]).all()

            wait_until(settled, "the map stands still")
            page.screenshot(path=REPOSITORY / "docs" / f"{name}.png")
            page.close()


main()
