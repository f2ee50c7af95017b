"""What is asked of a source, within which limits, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from data.domain.moment import Moment

TransportReason = Literal[
    "bad_address",
    "bad_batch",
    "bad_encoding",
    "bad_signature",
    "gone",
    "http_status",
    "interrupted",
    "killed_before",
    "not_modified_unasked",
    "protocol",
    "redirect_refused",
    "refused",
    "timeout",
    "tls",
    "tls_client_certificate",
    "tls_expired",
    "tls_files",
    "tls_other_name",
    "tls_unknown_issuer",
    "too_large",
    "too_many_redirects",
    "truncated",
    "unreachable",
    "unsigned",
]
"""The text key is `reason_<key>`."""

MAX_BYTES: Final = 5_000_000
"""Largest body over HTTP, after unpacking, where the source sets none."""
HARD_MAX_BYTES: Final = 50_000_000
"""Largest that a source may set."""


class TransportError(Exception):
    """No report arrived.

    `detail` is harmless and short: a status code or a limit, never an address, a header or text of the
    sender. `permanent`: asking again without a change of configuration is not expected to help.
    `retry_after_s`: how long the source asks to be left alone, seconds.
    """

    def __init__(
        self,
        reason: TransportReason,
        detail: str = "",
        *,
        permanent: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: TransportReason = reason
        self.detail = detail
        self.permanent = permanent
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. Address and headers may carry credentials, so they are never shown."""

    address: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    etag: str = ""
    """`ETag` of the last answer; empty: none."""
    modified: str = ""
    """`Last-Modified` of the last answer; empty: none."""
    method: Literal["GET", "POST"] = "GET"
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; seconds of wall time, never divided by the speed of an exercise."""

    connect_s: float = 3.0
    total_s: float = 8.0
    """From the call to the last byte, name resolution and redirects included."""
    max_bytes: int = MAX_BYTES
    redirects: int = 3
    """To the same host only."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered."""

    status: Literal["body", "unchanged"]
    body: bytes = field(repr=False)
    """Empty when unchanged."""
    stamp: Moment | None
    """HTTP `Date`; None where the source sends none."""
    etag: str = ""
    modified: str = ""
    address: str = field(default="", repr=False)
    """Where it came from in the end, credentials included; never shown."""
