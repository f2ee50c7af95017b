"""The languages of the screens: words, numbers, dates and plurals, from one catalogue each."""

from data.i18n.catalogue import LANGUAGES, CatalogueError, read_catalogue
from data.i18n.words import Words, load_words

__all__ = ["LANGUAGES", "CatalogueError", "Words", "load_words", "read_catalogue"]
