"""Certificates of a source: an authority of its own, and what we show it. Checking is never switched off."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.transport.contract import TransportReason


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of one source; none of them is ever shown."""

    ca: Path | None = None
    """Authority that alone is believed; None: those of this machine."""
    cert: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Fresh from the files, so that a renewed certificate counts at the next cycle.

        Raises:
            OSError: a file cannot be read, or holds no certificate or key (`ssl.SSLError` is one).
        """
        context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        if self.cert is not None:
            # a key that wants a password must not ask for it on a terminal
            context.load_cert_chain(self.cert, self.key, password=_no_password)
        return context


_VERIFIED: Final[dict[int, TransportReason]] = {
    9: "tls_expired",  # not yet valid
    10: "tls_expired",
    18: "tls_unknown_issuer",  # the certificate is its own issuer
    19: "tls_unknown_issuer",
    20: "tls_unknown_issuer",
    21: "tls_unknown_issuer",
    62: "tls_other_name",
    64: "tls_other_name",
}
"""Codes of OpenSSL's verification."""
_OUR_CERTIFICATE: Final = ("certificate_required", "bad_certificate", "unknown_ca", "certificate_unknown")
"""Alerts by which a source refuses what we show it."""


def name_fault(error: ssl.SSLError) -> TransportReason:
    """Which fault of TLS it is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFIED.get(error.verify_code, "tls")
    told = f"{error.reason or ''}".lower()
    if "alert" in told and any(name in told for name in _OUR_CERTIFICATE):
        return "tls_client_certificate"
    return "tls"


def _no_password() -> str:
    return ""
