"""The map: a static base, overlays of one situation, and the head of its panel."""

from layers.map.compose import compose
from layers.map.figure import draw_map
from layers.map.head import map_head

__all__ = ["compose", "draw_map", "map_head"]
