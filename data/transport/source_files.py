"""Keys of `sources.yaml` that name files or bound a source: certificates, public keys, sizes, days."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from data.transport.contract import HARD_MAX_BYTES
from data.transport.signature import Signers, SignersError, read_signers
from data.transport.tls import Tls

MOST_DAYS: Final = 365


class KeyFaultError(ValueError):
    """A key of a source that cannot be used; the message names it."""


def read_tls(entry: Mapping[str, Any], folder: Path) -> Tls | None:
    """Certificates of a source; paths are relative to the folder of `sources.yaml`.

    Raises:
        KeyFaultError: a file that is missing or holds no certificate, a key without cert, or no https address.
    """
    files = {name: _file(entry, name, folder) for name in ("ca", "cert", "key")}
    if not any(files.values()):
        return None
    if not str(entry.get("url", "")).lower().startswith("https:"):
        raise KeyFaultError("ca, cert, key: only with an https url")
    if files["key"] is not None and files["cert"] is None:
        raise KeyFaultError("key: only with cert")
    tls = Tls(files["ca"], files["cert"], files["key"])
    for name, part in (("ca", Tls(ca=tls.ca)), ("cert, key", Tls(cert=tls.cert, key=tls.key))):
        try:
            part.context()
        except OSError:  # the error may quote the file
            raise KeyFaultError(f"{name}: not a PEM file that can be used") from None
    return tls


def read_signed(entry: Mapping[str, Any], folder: Path) -> Signers | None:
    """Public keys of those who sign a source's packages.

    Raises:
        KeyFaultError: a file that is missing or holds something else.
    """
    value = entry.get("signed")
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"key"}:
        raise KeyFaultError("signed: {key: FILE} is expected")
    path = _file(value, "key", folder)
    try:
        return None if path is None else read_signers(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise KeyFaultError("signed.key: cannot be read") from None
    except SignersError as error:
        raise KeyFaultError(f"signed.key: {error}") from None


def read_max_bytes(entry: Mapping[str, Any], otherwise: int) -> int:
    """Largest body of a source, bytes.

    Raises:
        KeyFaultError: not a number, or beyond the hard cap.
    """
    most = HARD_MAX_BYTES // 1_000_000
    value = entry.get("max_mb")
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise KeyFaultError(f"max_mb: a number above 0, at most {most}, is expected")
    return int(value * 1_000_000)


def read_keep_days(entry: Mapping[str, Any]) -> int | None:
    """Days that bodies of a spool are kept; None: the usual.

    Raises:
        KeyFaultError: not a whole number of days.
    """
    value = entry.get("keep_days")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS):
        raise KeyFaultError(f"keep_days: a whole number from 0 to {MOST_DAYS} is expected")
    return value


def _file(entry: Mapping[str, Any], name: str, folder: Path) -> Path | None:
    value = entry.get(name)
    if value is None:
        return None
    path = folder / value if isinstance(value, str) and value else None
    if path is None or not path.is_file():
        raise KeyFaultError(f"{name}: no such file")
    return path
