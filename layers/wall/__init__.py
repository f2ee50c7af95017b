"""The wall of a coordination room: how bad, where, what is full, and whether this screen is alive."""

from layers.wall.board import render_wall

__all__ = ["render_wall"]
