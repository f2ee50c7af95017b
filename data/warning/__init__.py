"""Warning levels: from readings to the level of a section with its reasons and gaps, and the states of feeds."""

from data.warning.engine import assess, unassessed
from data.warning.feeds_state import feed_standing, feed_standings, hearing
from data.warning.past import past_inputs
from data.warning.reasons import sentence
from data.warning.replay import Past, replay, scripted
from data.warning.sections import assess_sections
from data.warning.standing import CoreStanding, silent_units, stand_core

__all__ = [
    "CoreStanding",
    "Past",
    "assess",
    "assess_sections",
    "feed_standing",
    "feed_standings",
    "hearing",
    "past_inputs",
    "replay",
    "scripted",
    "sentence",
    "silent_units",
    "stand_core",
    "unassessed",
]
