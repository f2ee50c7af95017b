"""The situation at one moment: gathered, assessed, composed, digested, without a word of any language."""

from data.situation.compose import LANES_S, Background, Picture, take_picture
from data.situation.fold import Fold
from data.situation.gather import Setting, configured_feeds, evaluated_periods, gather, missed_periods, newest_periods
from data.situation.look_back import Before, look_back, with_past

__all__ = [
    "LANES_S",
    "Background",
    "Before",
    "Fold",
    "Picture",
    "Setting",
    "configured_feeds",
    "evaluated_periods",
    "gather",
    "look_back",
    "missed_periods",
    "newest_periods",
    "take_picture",
    "with_past",
]
