"""The three catalogues hold the same keys, the same placeholders, and every key that the source asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from data.feeds.reasons import FeedReason
from data.i18n import LANGUAGES, CatalogueError, read_catalogue
from data.i18n.catalogue import PLURAL_CATEGORIES
from data.transport.contract import TransportReason

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("data", "layers", "callbacks", "dashboard")
ASKING = frozenset({"t", "n"})


def placeholders(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def asked() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Where a key is asked for, and a pattern of it: open where the key is composed."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield from ((where, pattern) for pattern in patterns(node.args[0] if node.args else None))


def patterns(argument: ast.expr | None) -> Iterator[re.Pattern[str]]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield re.compile(re.escape(argument.value))
    elif isinstance(argument, ast.JoinedStr):
        parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z0-9_]+" for p in argument.values)
        yield re.compile("".join(parts))
    elif isinstance(argument, ast.IfExp):
        yield from patterns(argument.body)
        yield from patterns(argument.orelse)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_key(language):
    assert set(read_catalogue(language)) == set(read_catalogue("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_the_placeholders_of_the_english_text(language):
    english, own = read_catalogue("en"), read_catalogue(language)
    wrong = [key for key, forms in own.items() if any(placeholders((f,)) != placeholders(english[key]) for f in forms)]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_entries_are_plural_in_every_language(language):
    plural = {key for key, forms in read_catalogue("en").items() if len(forms) > 1}
    own = read_catalogue(language)
    assert {key for key, forms in own.items() if len(forms) > 1} == plural
    assert all(len(own[key]) == len(PLURAL_CATEGORIES[language]) for key in plural)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_short_names_in_order(language):
    with (ROOT / "data" / "locales" / f"{language}.po").open("rb") as file:
        ids = [m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file, locale=language) if m.id]
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in ids)


def test_every_key_that_the_source_asks_for_exists():
    keys = set(read_catalogue("en"))
    lost = [f"{where} {p.pattern}" for where, p in asked() if not any(p.fullmatch(key) for key in keys)]
    assert not lost


def test_every_reason_that_a_run_or_a_row_may_carry_has_its_words():
    ours = (
        "conflict",
        "follow_refused",
        "in_the_future",
        "missed",
        "nothing_usable",
        "our_fault",
        "still_running",
        "too_old",
    )
    known = read_catalogue("en")
    every = {*get_args(FeedReason), *get_args(TransportReason), *ours}
    assert {reason for reason in every if f"reason_{reason}" not in known} == set()


def test_a_text_never_ends_in_white_space():
    for language in LANGUAGES:
        assert not [key for key, forms in read_catalogue(language).items() if any(f != f.strip() for f in forms)]


def test_a_faulty_catalogue_names_file_and_key(tmp_path):
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: ru\\n"\n'
    rule = '"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10>=2 ? 1 : 2);\\n"\n\n'
    (tmp_path / "ru.po").write_text(header + rule + 'msgid "empty"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"ru\.po: empty"):
        read_catalogue("ru", tmp_path)
    with pytest.raises(CatalogueError, match=r"be\.po: not found"):
        read_catalogue("be", tmp_path)
