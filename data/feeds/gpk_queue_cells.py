"""What the committee counts, and how it writes a count."""

import re
from collections.abc import Mapping
from typing import Final

from data.domain.observation import Metric
from data.feeds.reading import CellError, Fault, Period, Reading, admit

METRICS: Final[Mapping[str, Metric]] = {
    f"queue_{vehicles}": Metric(f"queue_{vehicles}", "vehicles", "stock", high=20_000.0)
    for vehicles in ("cars", "trucks", "buses")
}
NONE: Final = frozenset({"", "-", "–", "—"})
"""What stands where nothing is counted. The committee writes the same where a class of vehicles is not served and,
as far as anybody has seen, where nobody waits: it is missing, never zero."""
_COUNT: Final = re.compile(r"(?:\(\s*)?(\d{1,6})(?:\s*\))?", re.ASCII)


def observe_count(crossing: str, metric: str, text: object, period: Period, fault: Fault) -> Reading:
    """Read one count: `12`, `(12)`, or nothing."""
    written = str(text).replace("\xa0", " ").strip() if isinstance(text, str | int) else None
    if text is None or written in NONE:
        return Reading()
    found = _COUNT.fullmatch(written or "")
    if found is None or isinstance(text, bool):
        return Reading(faults=(fault,))
    try:
        value = admit(float(found[1]), METRICS[metric])
    except CellError as error:
        return Reading(faults=(Fault(fault.row, fault.column, error.reason),))
    return Reading((period.observe(crossing, METRICS[metric], value),))
