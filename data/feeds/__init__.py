"""Agency reports: one module a feed, found by this package, and the tables that an installation adds without code."""

from data.feeds.found import all_feeds
from data.feeds.tables import SpecError, feeds_of, read_spec, table_faults, words_of

__all__ = ["SpecError", "all_feeds", "feeds_of", "read_spec", "table_faults", "words_of"]
