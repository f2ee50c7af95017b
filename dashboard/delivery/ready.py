"""Boards by their whole address: a question that was answered a moment ago is not read again."""

from dataclasses import dataclass
from typing import Final

from dashboard.delivery.boards import Look
from dashboard.delivery.packed import Offers

MOST: Final = 256
"""Addresses that are remembered; a new version begins with new ones."""

Address = tuple[str, bytes]
"""Path and query."""


@dataclass(frozen=True, slots=True)
class ReadyBoard:
    """An answer to one address, in all forms."""

    look: Look
    offers: Offers


class Ready:
    """The last answers; forgotten all together, because their versions age together."""

    def __init__(self) -> None:
        self._answers: dict[Address, ReadyBoard] = {}

    def get(self, address: Address) -> ReadyBoard | None:
        """The answer to an address, if it was asked before."""
        return self._answers.get(address)

    def put(self, address: Address, answer: ReadyBoard) -> None:
        """Remember an answer."""
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[address] = answer
