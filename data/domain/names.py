"""Names in three languages, and the strictness with which data files are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

STRICT: Mapping[str, str] = MappingProxyType({"extra": "forbid"})
"""pydantic's configuration of dataclasses that are read from files: unknown keys are faults."""


@dataclass(frozen=True, slots=True)
class Names:
    """One name in three languages."""

    __pydantic_config__: ClassVar = STRICT

    en: str
    ru: str
    be: str

    def in_language(self, language: str) -> str:
        """Name in `en`, `ru` or `be`."""
        return str(getattr(self, language))
