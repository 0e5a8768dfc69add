"""Pages of the app without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[1] / "app.py"


def opened(page: str, **query: str) -> AppTest:
    """A page in a session of its own, with the parameters of an address."""
    shown = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in query.items():
        shown.query_params[name] = value
    shown.run().switch_page(f"pages/{page}.py").run()
    assert not shown.exception
    return shown
