"""Panels of the data page: head figures, the board of feeds, one feed with its account, entry by hand."""

from layers.data.account import draw_account
from layers.data.detail import draw_feed, draw_terms
from layers.data.entry import draw_entry
from layers.data.figures import draw_figures
from layers.data.rows import draw_feed_board

__all__ = ["draw_account", "draw_entry", "draw_feed", "draw_feed_board", "draw_figures", "draw_terms"]
