"""The build: a short digest of everything that decides how a page looks, so that open pages notice a new one."""

import hashlib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_PARTS: Final = ("dashboard", "callbacks", "layers", "data/i18n", "data/locales", "data/reference")
_IGNORED: Final = frozenset({"__pycache__"})


def build_id(root: Path = ROOT) -> str:
    """Digest of the sources, assets, catalogues and reference data, 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in _PARTS:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and not _IGNORED & set(path.parts):
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
