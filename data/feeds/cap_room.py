"""How much of one document of alerts is looked at: shapes and texts cost far more time than their size tells."""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

MAX_SHAPES: Final = 200
"""Polygons and circles of one message that are looked at; more are flagged."""
SHAPES_OF_ALL: Final = 1_500
"""Those of all messages of a document."""
SHAPE_CHARACTERS: Final = 400_000
"""Of their coordinates together."""
TEXT_CHARACTERS: Final = 600_000
"""Of events and headlines together; texts beyond are left behind without a look."""


@dataclass(slots=True)
class Room:
    """What is left of it while a document is read."""

    shapes: int = SHAPES_OF_ALL
    shape_characters: int = SHAPE_CHARACTERS
    text_characters: int = TEXT_CHARACTERS

    def take(self, shapes: list[Element]) -> frozenset[Element]:
        """The first shapes of a message, as far as there is room."""
        taken = set[Element]()
        for shape in shapes[: min(MAX_SHAPES, self.shapes)]:
            self.shape_characters -= len(shape.text or "")
            if self.shape_characters < 0:
                self.shape_characters = 0
                break
            taken.add(shape)
        self.shapes -= len(taken)
        return frozenset(taken)

    def holds(self, text: str) -> bool:
        """Take a text; False where there is no room for it any more."""
        self.text_characters -= len(text)
        return self.text_characters >= 0
