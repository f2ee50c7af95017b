"""The command `rejects`: the reject report of a feed, or of all feeds of an agency, into a file."""

import sys
from contextlib import closing
from pathlib import Path

from dashboard.intake.rejects import rows_of, table
from data.domain.moment import parse_iso
from data.feeds import feeds_of
from data.handover import mode_of_running, places_of
from data.i18n import load_words
from data.running import SettingsError, running
from data.store import open_store

ALL = "all"


def write_rejects(feed: str, out: str, *, agency: str, since: str, language: str, mode: str | None) -> int:
    """Write the table to a file, or to standard output for `-`; returns 0.

    Raises:
        SettingsError: no such feed, agency or time, or nothing was ever kept.
    """
    run = running(mode=mode or mode_of_running(running()))
    names = [name for name, known in feeds_of(run).items() if feed in {name, ALL} and agency in {"", known.agency}]
    if not names or (feed == ALL and not agency):
        raise SettingsError("a feed, or all with --agency, is expected; the command `feeds` lists them")
    try:
        begin = parse_iso(since) if since else 0
        with closing(open_store(run, write=False)) as store:
            body = table(rows_of(store, names, begin), load_words(language, places_of(run)))
    except ValueError:
        raise SettingsError("--since: a time like 2026-11-18T00:00:00Z is expected") from None
    except FileNotFoundError:
        raise SettingsError(f"no store in {run.folder}") from None
    if out == "-":
        sys.stdout.buffer.write(body)
    else:
        Path(out).write_bytes(body)
    return 0
