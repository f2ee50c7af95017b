"""Hazard alerts from outside, as CAP 1.2 words them."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from data.domain.moment import Moment

AlertStatus = Literal["Actual", "Exercise"]
MessageType = Literal["Alert", "Update", "Cancel"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]


@dataclass(frozen=True, slots=True)
class HazardAlert:
    """One CAP message that may reach the picture. Key: (identifier, sender, sent)."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    identifier: str
    sender: str
    sent: Moment
    status: AlertStatus
    message: MessageType
    references: tuple[tuple[str, str, Moment], ...] = ()
    """(identifier, sender, sent) of the messages that an Update supersedes or a Cancel closes."""
    event: str = ""
    """Event word of the sender, at most 80 characters."""
    headlines: tuple[tuple[str, str], ...] = ()
    """(language tag, headline of at most 200 characters, scanned for personal data)."""
    severity: Severity = "Unknown"
    urgency: str = "Unknown"
    certainty: str = "Unknown"
    onset: Moment | None = None
    expires: Moment | None = None
    places: tuple[str, ...] = ()
    """Section ids that the alert touches, by geocode (section or oblast) or by area; empty: none recognised."""
    signed: bool = False
    """Carries a signature; signatures are not verified."""
    warnings: tuple[str, ...] = ()
    """Keys of what was odd but tolerated: no_scope, wrong_namespace, swapped_coordinates, ..."""
