"""Names of places as senders write them, and texts that are none."""

import pytest

from data.domain.alike import alike
from tests.floor import floors


@pytest.mark.parametrize("written", ["Шегині – Медика", "шегині-медика", " Шегині  —\u00a0Медика "])
def test_dashes_spaces_and_capitals_are_alike(written):
    assert alike(written) == "шегині-медика"


def test_a_character_that_stands_for_words_is_written_out_nowhere():
    bomb = "\ufdfa" * 1_000_000
    assert alike(bomb) is bomb
    assert floors(lambda: alike(bomb)) < 15
