"""Scripted actors of an exercise: who answers proposals of the level engine, how soon and how."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from data.domain.names import STRICT

AnswersTo = Literal["raise", "lower", "both"]
"""Renewing a critical level counts as `raise`."""


@dataclass(frozen=True, slots=True)
class ActorPolicy:
    """How one role of one agency answers proposals when nobody at a desk has taken that role."""

    __pydantic_config__: ClassVar = STRICT

    role: str
    agency: str
    answers: AnswersTo
    after_min: float
    """Minutes that a proposal must have stood."""
    agrees: bool = True
    except_places: tuple[str, ...] = ()
    """Sections where it stays silent."""

    def speaks_to(self, place: str, *, rising: bool) -> bool:
        """Tell whether it answers a proposal that raises (or renews) or lowers the level of a section."""
        kind = "raise" if rising else "lower"
        return self.answers in {kind, "both"} and place not in self.except_places
