"""Where glyphs and labels stand so that nothing covers anything: greedy, in the order of importance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import hypot
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.map.contract import Frame, Label, Side
from layers.map.places import Places, Point, SectionPlaces

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""West, south, east, north in kilometres."""

DIRECTIONS: Final[dict[Side, Point]] = {
    "e": (1, 0),
    "w": (-1, 0),
    "n": (0, 1),
    "s": (0, -1),
    "ne": (0.8, 0.8),
    "nw": (-0.8, 0.8),
    "se": (0.8, -0.8),
    "sw": (-0.8, -0.8),
    "c": (0, 0),
}

LINE_HEIGHT: Final = 1.3
"""Height of a line of text over its size, as plotly sets it."""
CARRIED: Final = 4
"""Partial answers that are kept for each place of the glyph that was placed last."""
TOUCH_COST: Final = 80.0
BEYOND_COST: Final = 200.0
GAP: Final = 0.25
"""Least distance between two texts, in sizes of text."""

_WIDE: Final = frozenset("MWmw@%ШЩЮЖФЫМДшщюжфымД")
_NARROW: Final = frozenset("iljtfrI1.,:;'|!·()[]- \u00a0\u202fІіїЇ")


def text_width(text: str, *, strong: bool = False) -> float:
    """Estimate the width of a line of Noto Sans in sizes of text; a little too wide rather than too narrow."""
    width = sum(0.86 if c in _WIDE else 0.34 if c in _NARROW else 0.66 if c.isupper() else 0.585 for c in text)
    return width * (1.07 if strong else 1.0)


@dataclass(slots=True)
class Ground:
    """What is already taken."""

    boxes: NDArray[np.float64]

    @classmethod
    def of(cls, boxes: Iterable[Box]) -> "Ground":
        """Start from the boxes of lines, markers and glyphs."""
        return cls(np.array(list(boxes), dtype=float).reshape(-1, 4))

    def free(self, box: Box) -> bool:
        """Tell whether a box touches nothing."""
        west, south, east, north = box
        b = self.boxes
        return not bool(np.any((b[:, 0] < east) & (b[:, 2] > west) & (b[:, 1] < north) & (b[:, 3] > south)))

    def take(self, box: Box) -> None:
        """Occupy a box."""
        self.boxes = np.vstack((self.boxes, box))


def inland(entry: SectionPlaces, distance_km: float) -> Point:
    """A point on the country's side of a section's middle."""
    stand = entry.stands[0]
    (fx, fy), (ox, oy) = stand.foot, stand.outside[0]
    length = max(1.0, hypot(ox - fx, oy - fy))
    return (fx - (ox - fx) / length * distance_km, fy - (oy - fy) / length * distance_km)


def corners(frame: Frame) -> tuple[Box, Box]:
    """What the page lays over the lower right corner and over the upper left one."""
    width, height = (side * frame.km_per_unit for side in frame.covered)
    wide, high = (side * frame.km_per_unit for side in frame.tools)
    right = (frame.east - width, frame.south, frame.east, frame.south + height)
    return right, (frame.west, frame.north - high, frame.west + wide, frame.north)


def square(at: Point, half: float) -> Box:
    """Box about a point."""
    return (at[0] - half, at[1] - half, at[0] + half, at[1] + half)


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the point, the side and the further distance that it got."""

    label: Label
    at: Point
    side: Side
    push: float

    def box(self, frame: Frame) -> Box:
        """Box of the text, with half the least gap around it."""
        label, size = self.label, frame.text * frame.km_per_unit
        width = size * max(text_width(line, strong=label.strong and not i) for i, line in enumerate(label.lines))
        height = LINE_HEIGHT * size * len(label.lines)
        dx, dy = DIRECTIONS[self.side]
        clear = label.clear_km + (label.clear + self.push) * frame.km_per_unit
        x = self.at[0] + dx * clear + _half(dx) * width
        y = self.at[1] + dy * clear + _half(dy) * height
        pad = GAP * size / 2
        return (x - width / 2 - pad, y - height / 2 - pad, x + width / 2 + pad, y + height / 2 + pad)


def place_labels(labels: Sequence[Label], ground: Ground, frame: Frame) -> list[Placed]:
    """Give each label a place beside one of its points, most important first; one without room is left out.

    Labels that start hidden (a group that is off) take no room from those that are shown.
    """
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda label: label.rank):
        found = next((choice for choice in _choices(label) if _fits(choice.box(frame), ground, frame)), None)
        if found is not None:
            placed.append(found)
            if label.visible:
                ground.take(found.box(frame))
    return placed


def _choices(label: Label) -> Iterator[Placed]:
    for sides in (label.sides, label.otherwise):
        for push, at, side in product(label.pushes, label.ats, sides):
            yield Placed(label, at, side, push)


def _fits(box: Box, ground: Ground, frame: Frame) -> bool:
    west, south, east, north = box
    inside = west > frame.west and south > frame.south and east < frame.east and north < frame.north
    return inside and ground.free(box)


def _half(direction: float) -> float:
    return (direction > 0) / 2 - (direction < 0) / 2


def place_glyphs(sections: Sequence[str], places: Places, frame: Frame) -> dict[str, Point]:
    """Give the glyph of each section a place outside the country.

    A place is the better the fewer other glyphs and the less of any section's line it covers, and the nearer it is to
    its own. Glyphs that crowd each other are placed together: several partial answers are carried along.

    Args:
        sections: ids in the order of their neighbourhood; those without a line are passed over.
        places: measured when the base map was built.
        frame: gives the size of a glyph.
    """
    lines = np.array([point for entry in places.sections.values() for point in entry.steps])
    on_lines = [section for section in sections if section in places.sections]
    picked = np.zeros((1, 0, 2))
    costs = np.zeros(1)
    for section in on_lines:
        points, own = _candidates(places.sections[section], lines, frame)
        total = costs[:, None] + own + TOUCH_COST * _touching(points, picked, frame.glyph_km)
        before, last = _carried(total)
        picked = np.concatenate((picked[before], points[last][:, None, :]), axis=1)
        costs = total[before, last]
    best = picked[int(np.argmin(costs))]
    return {section: (float(x), float(y)) for section, (x, y) in zip(on_lines, best, strict=True)}


def _candidates(entry: SectionPlaces, lines: Floats, frame: Frame) -> tuple[Floats, Floats]:
    """Places of one glyph and what speaks against each by itself."""
    half = frame.glyph_km / 2
    points = np.array([point for stand in entry.stands for point in stand.outside])
    dislike = np.array([i * 0.4 + j * 3.0 for i, s in enumerate(entry.stands) for j in range(len(s.outside))])
    covered = np.sum(np.max(np.abs(points[:, None] - lines), axis=2) < half * 0.85, axis=1)
    low, high = points - half, points + half
    beyond = np.any((low < (frame.west, frame.south)) | (high > (frame.east, frame.north)), axis=1)
    return points, dislike + 1.5 * covered + BEYOND_COST * beyond


def _touching(points: Floats, picked: Floats, side: float) -> Floats:
    """Glyphs that each candidate would touch, for each partial answer; more where it covers more."""
    spans = side - np.abs(picked[:, None, :, :] - points[None, :, None, :])
    shares = np.prod(np.clip(spans, 0.0, None), axis=3) / side**2
    touched: Floats = np.sum(np.where(shares > 0, 1 + shares, 0.0), axis=2)
    return touched


def _carried(total: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each candidate the cheapest partial answers that end with it."""
    before = np.argsort(total, axis=0)[:CARRIED]
    last = np.broadcast_to(np.arange(total.shape[1]), before.shape)
    return before.ravel(), last.ravel()
