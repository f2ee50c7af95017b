"""What a deployment covers: the window of its map, how many entries its tables hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from data.domain.names import STRICT
from data.reference.document import read_document
from data.reference.entries import Entry
from data.reference.faults import Fault, ReferenceDataError
from data.reference.shape import shape

FILE: Final = "deployment.yaml"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Window:
    """Bounds in degrees, WGS 84."""

    __pydantic_config__: ClassVar = STRICT

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies within; a point that is no number does not."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Deployment:
    """The head of a deployment's reference data."""

    __pydantic_config__: ClassVar = STRICT

    window: Window
    """Every point of the tables lies within."""
    counts: Mapping[str, int]
    """Entries that a table holds, by table; a table that people extend freely is not listed."""


def folder_of(deployment: str | Path) -> Path:
    """Folder of a deployment: a name means one beside this module, a path means itself.

    Raises:
        ReferenceDataError: there is no such deployment.
    """
    if isinstance(deployment, Path):
        return deployment
    folder = Path(__file__).parent / deployment
    if not _NAME.fullmatch(deployment) or not (folder / FILE).is_file():
        raise ReferenceDataError((Fault(FILE, None, None, "missing_file", f"no deployment {deployment!r}"),))
    return folder


def read_deployment(folder: Path) -> tuple[Deployment | None, Entry | None, tuple[Fault, ...]]:
    """The deployment, its entry for further faults, and the faults so far."""
    document, faults = read_document(folder, FILE)
    if document is None:
        return None, None, faults
    if not isinstance(document.values, dict):
        return None, None, (*faults, Fault(FILE, 1, None, "bad_value", "keys are expected"))
    entry = Entry(FILE, 1, document.values, document.node)
    value, found = shape(entry, Deployment)
    return value, entry, faults + found
