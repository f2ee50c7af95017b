from pathlib import Path

import pytest

from data.indicators import all_indicators

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "levels.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", all_indicators())
def test_every_indicator_is_explained(key):
    assert f"| `{key}` |" in PAGE


@pytest.mark.parametrize("state", ["current", "late", "stale", "partial", "error", "manual", "not configured"])
def test_every_feed_state_is_explained(state):
    assert f"| {state} |" in PAGE
