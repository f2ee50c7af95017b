"""The situation at one moment: gathered, assessed, composed, digested, without a word of any language."""

from data.situation.compose import LANES_S, Background, Picture, take_picture
from data.situation.gather import Setting, configured_feeds, evaluated_periods, gather, missed_periods, newest_periods

__all__ = [
    "LANES_S",
    "Background",
    "Picture",
    "Setting",
    "configured_feeds",
    "evaluated_periods",
    "gather",
    "missed_periods",
    "newest_periods",
    "take_picture",
]
