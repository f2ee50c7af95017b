"""Table feeds: any CSV, TSV, XLSX or ODS sheet, mapped to observations by one YAML file and no code."""

from data.feeds.tables.installed import feeds_of, specs_of, table_faults, words_of
from data.feeds.tables.reading_spec import SpecError, read_spec

__all__ = ["SpecError", "feeds_of", "read_spec", "specs_of", "table_faults", "words_of"]
