"""Colours, patterns, sizes and typeface of both themes: each written once, here; the style sheet is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

Theme = Literal["dark", "light"]
THEMES: Final[tuple[Theme, ...]] = ("dark", "light")

FONT: Final = '"Noto Sans", "Noto Sans Math", "Noto Sans Symbols 2", "Liberation Sans", Arial, sans-serif'
BLACK: Final = "#000000"
WHITE: Final = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class LevelStyle:
    """How one level looks. The outline is part of the glyph: without it the shape falls below 3:1."""

    key: str
    """Word of the level in the catalogue."""
    colour: str
    ink: str
    """Colour of text on the level's own colour."""
    outline: str | None = None
    pattern: str = ""
    """Fill pattern of areas: plotly's pattern shape."""
    line_px: float = 3.0
    dash: str = "solid"
    """Dash of the line itself."""
    core: str | None = None
    """Colour of the dashed core drawn on the line."""
    core_dash: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one theme."""

    bg: str
    s1: str
    s2: str
    sel: str
    t: str
    t2: str
    t3: str
    edge: str
    line: str
    band: str
    focus: str
    act: str
    warn_text: str
    data: str
    neighbour: str
    land: str
    water: str
    river: str
    scrim: str
    levels: tuple[LevelStyle, ...]
    unknown: LevelStyle


_DARK: Final = Palette(
    bg="#12161C",
    s1="#1A1F26",
    s2="#232932",
    sel="#2C343F",
    t="#E8EBEE",
    t2="#AEB6BF",
    t3="#8D97A2",
    edge="#7A8590",
    line="#333B46",
    band="#3C4653",
    focus="#FFFFFF",
    act="#FF8095",
    warn_text="#F08A24",
    data="#B38CFF",
    neighbour="#171C22",
    land="#272E37",
    water="#323C49",
    river="#39424E",
    scrim="#0A0D11",
    levels=(
        LevelStyle("routine", "#4D8FAC", ink=BLACK),
        LevelStyle("elevated", "#FFE066", ink=BLACK, line_px=6),
        LevelStyle("high", "#F08A24", ink=BLACK, pattern="/", line_px=8, core="#12161C", core_dash="10px,7px"),
        LevelStyle(
            "critical", "#D4143C", ink=WHITE, outline=WHITE, pattern="x", line_px=10, core=WHITE, core_dash="3px,5px"
        ),
    ),
    unknown=LevelStyle("unknown", "#D5D9DD", ink=BLACK, pattern=".", line_px=5, dash="6px,5px"),
)

_LIGHT: Final = Palette(
    bg="#F2F4F5",
    s1="#FFFFFF",
    s2="#E6EAED",
    sel="#DDE3E7",
    t="#14181C",
    t2="#4A545E",
    t3="#5F6A74",
    edge="#737D87",
    line="#CBD1D6",
    band="#D3D9DE",
    focus="#0B0D0F",
    act="#B3001B",
    warn_text="#A34F00",
    data="#5B2FA8",
    neighbour="#E9ECEE",
    land="#FBFCFC",
    water="#D3DBE1",
    river="#C9D2D9",
    scrim="#0A0D11",
    levels=(
        LevelStyle("routine", "#2F6F8F", ink=WHITE),
        LevelStyle("elevated", "#F2C500", ink=BLACK, outline="#6B5700", line_px=6),
        LevelStyle(
            "high",
            "#D96A00",
            ink=BLACK,
            outline="#6B3400",
            pattern="/",
            line_px=8,
            core="#14181C",
            core_dash="10px,7px",
        ),
        LevelStyle("critical", "#B3001B", ink=WHITE, pattern="x", line_px=10, core=WHITE, core_dash="3px,5px"),
    ),
    unknown=LevelStyle("unknown", "#7A8087", ink=BLACK, outline="#14181C", pattern=".", line_px=5, dash="6px,5px"),
)

PALETTES: Final[Mapping[str, Palette]] = MappingProxyType({"dark": _DARK, "light": _LIGHT})


def palette(theme: str) -> Palette:
    """Colours of a theme."""
    return PALETTES[theme]


def level_style(theme: str, level: int | None) -> LevelStyle:
    """Look of a level; None is no data."""
    colours = PALETTES[theme]
    return colours.unknown if level is None else colours.levels[level]


FONT_SIZES: Final = (12, 13, 14, 16, 17, 21, 26)
"""CSS px at text size 100 %; written in rem, so that the setting scales them."""
SPACES: Final = (4, 8, 12, 16, 24, 32)
RADII: Final[Mapping[str, int]] = MappingProxyType({"panel": 4, "control": 3, "mark": 2})

_LATIN_CYRILLIC: Final = "U+0-17F,U+2C6-2DD,U+300-36F,U+400-4FF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2116,U+2122"
_SIGNS: Final = "U+2190-2193,U+21A9,U+2212,U+2248,U+2260,U+2264-2265,U+221E"
_SHAPES: Final = "U+25A0,U+25B2,U+25B8,U+25C6,U+25CB,U+25CF,U+25D0,U+2713,U+2715"
FACES: Final = (
    ("Noto Sans", "400", "NotoSans-Regular.woff2", _LATIN_CYRILLIC),
    ("Noto Sans", "500", "NotoSans-Medium.woff2", _LATIN_CYRILLIC),
    ("Noto Sans", "600", "NotoSans-SemiBold.woff2", _LATIN_CYRILLIC),
    ("Noto Sans", "700", "NotoSans-Bold.woff2", _LATIN_CYRILLIC),
    ("Noto Sans Math", "400 700", "NotoSansMath-Signs.woff2", _SIGNS),
    ("Noto Sans Symbols 2", "400 700", "NotoSansSymbols2-Signs.woff2", _SHAPES),
)
"""Family, weight, file and code points of the shipped typeface."""

STYLE_SHEET: Final = Path(__file__).resolve().parents[1] / "dashboard" / "assets" / "00-tokens.css"


def style_sheet() -> str:
    """The style sheet of tokens: faces of the typeface, sizes, and the colours of both themes."""
    head = "/* Made by `python -m layers.palette`; change layers/palette.py, not this file. */\n"
    rules = [_rule(":root", _sizes()), _rule(':root,\n[data-theme="dark"]', _colours("dark"))]
    rules.append(_rule('[data-theme="light"]', _colours("light")))
    return head + "\n".join([*(_face(*face) for face in FACES), *rules])


def _face(family: str, weight: str, file: str, points: str) -> str:
    return _rule(
        "@font-face",
        {
            "font-family": f'"{family}"',
            "font-style": "normal",
            "font-weight": weight,
            "font-display": "block",
            "src": f'url("fonts/{file}") format("woff2")',
            "unicode-range": points,
        },
    )


def _sizes() -> dict[str, str]:
    sizes = {"--font": FONT}
    sizes |= {f"--fs-{px}": f"{px / 16:.5g}rem" for px in FONT_SIZES}
    sizes |= {f"--space-{px}": f"{px}px" for px in SPACES}
    return sizes | {f"--radius-{name}": f"{px}px" for name, px in RADII.items()}


def _colours(theme: Theme) -> dict[str, str]:
    colours = PALETTES[theme]
    plain = {f.name.replace("_", "-"): getattr(colours, f.name) for f in fields(colours) if f.type is str}
    tokens = {"color-scheme": theme, "--black": BLACK, "--white": WHITE}
    tokens |= {f"--{name}": value for name, value in plain.items()}
    for name, style in (*((str(i), s) for i, s in enumerate(colours.levels)), ("none", colours.unknown)):
        tokens[f"--level-{name}"] = style.colour
        tokens[f"--level-{name}-ink"] = style.ink
        tokens[f"--level-{name}-outline"] = style.outline or style.colour
    return tokens


def _rule(selector: str, declarations: Mapping[str, str]) -> str:
    body = "".join(f"  {name}: {value};\n" for name, value in declarations.items())
    return f"{selector} {{\n{body}}}\n"


if __name__ == "__main__":
    STYLE_SHEET.write_text(style_sheet(), encoding="utf-8")
