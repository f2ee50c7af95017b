"""BD6: groups in the border zone, counted over 24 hours."""

from data.domain.moment import HOUR
from data.domain.warning import Reading
from data.indicators.contract import HISTORY_S, Indicator, Inputs
from data.indicators.day_counts import count_days


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section."""
    return count_days(inputs, INDICATOR)


INDICATOR = Indicator(
    key="bd6",
    unit="count",
    feeds=("gpk_detections",),
    metrics=("groups",),
    step_s=HOUR,
    compute=compute,
    history_s=HISTORY_S,
)
