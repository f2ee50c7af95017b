"""BD1: people who came to the border outside ordinary travel, in 24 hours, against what is usual."""

from data.domain.moment import HOUR
from data.domain.warning import Reading
from data.indicators.contract import HISTORY_S, Indicator, Inputs
from data.indicators.day_counts import count_days


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section."""
    return count_days(inputs, INDICATOR)


INDICATOR = Indicator(
    key="bd1",
    unit="persons",
    feeds=("gpk_detections",),
    metrics=("arrived",),
    step_s=HOUR,
    compute=compute,
    history_s=HISTORY_S,
)
