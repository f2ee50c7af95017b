"""Warning levels: from readings to the level of a section with its reasons and gaps, and the states of feeds."""

from data.warning.engine import assess, unassessed
from data.warning.feeds_state import feed_standing, feed_standings, hearing
from data.warning.outages import changed, outages
from data.warning.past import past_inputs
from data.warning.punctuality import Punctuality, by_agency, punctuality
from data.warning.reasons import sentence
from data.warning.replay import Past, replay, scripted
from data.warning.sections import assess_sections
from data.warning.standing import CoreStanding, silent_units, stand_core

__all__ = [
    "CoreStanding",
    "Past",
    "Punctuality",
    "assess",
    "assess_sections",
    "by_agency",
    "changed",
    "feed_standing",
    "feed_standings",
    "hearing",
    "outages",
    "past_inputs",
    "punctuality",
    "replay",
    "scripted",
    "sentence",
    "silent_units",
    "stand_core",
    "unassessed",
]
