"""What is wrong with the reference data, and where: file, line, column, reason."""

from dataclasses import dataclass
from typing import Final

REASONS: Final = (
    "missing_file",
    "unreadable",
    "unknown_key",
    "missing_key",
    "duplicate_key",
    "bad_value",
    "bad_date",
    "cell_count",
    "empty",
    "wrong_alphabet",
    "duplicate_id",
    "duplicate_value",
    "unknown_id",
    "contradiction",
    "outside_window",
    "no_date",
    "wrong_count",
    "unknown_feed",
    "unknown_indicator",
    "levels_do_not_rise",
    "leave_beyond_enter",
    "no_condition",
    "no_line",
)
"""Keys of the reasons; `docs/data-dictionary.md` says what each means."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file."""

    file: str
    """Path below the deployment's folder."""
    row: int | None
    """Line of the file, counted from 1; None for the file as a whole."""
    column: str | None
    """Column of a CSV file, or dotted path of keys below the entry of a YAML file."""
    reason: str
    """One of REASONS."""
    detail: str = ""
    """The offending value or what was expected, short."""

    def __str__(self) -> str:
        """`crossings.csv:12 status: bad_value (…)`."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        column = f" {self.column}" if self.column else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{place}{column}: {self.reason}{detail}"


class ReferenceDataError(Exception):
    """The reference data of a deployment cannot be used; `faults` names every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
