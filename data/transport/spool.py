"""The spool: a folder a feed, into which people, transfer tools and other processes drop reports.

{feed}/            what was dropped; names with a leading dot and of unfinished copies are left alone
{feed}/.work/      what was taken, with marks of what is being read; found again after a kill
{feed}/.work/.signatures/   signatures of what was taken, where the source's packages are signed
{feed}/done/       what was read, and
{feed}/rejected/   what was not, with its reason: both for some days, and neither for feeds with
personal data, whose bodies are deleted either way; elsewhere a body stays only where it is known
to hold no plate and no phone, for a report may have notes, or lie in another feed's folder
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.feeds import all_feeds
from data.feeds.clean_body import is_known_clean
from data.feeds.contract import Feed
from data.transport.contract import TransportError
from data.transport.signature import Signers
from data.transport.spool_files import (
    dropped_files,
    open_regular,
    remove_leftovers,
    remove_unread,
    write_atomically,
)
from data.transport.spool_names import BATCH, dropped_name, fresh_name, safe_name, taken_at, told_name
from data.transport.spool_signatures import Pair, forget_signature, kept_signature, pairs, sweep_signatures, take_pair
from data.transport.tries import MARK, begin_try, end_try, forget_tries

MAX_BYTES: Final = 10_000_000
QUIET_S: Final = 2.0
"""A dropped file is taken when it has not changed for this long; before, a copy may still be running."""
REASON: Final = ".reason"
WORK: Final = ".work"
NEVER_OPENED: Final = frozenset({"killed_before", "unsigned", "bad_signature"})
"""Reasons for which nobody looks into a body, not even to tell whether it may be kept."""


@dataclass(frozen=True, slots=True)
class SpoolFile:
    """A taken report."""

    feed: str
    name: str
    """Harmless file name, for reject reports."""
    path: Path

    @property
    def is_batch(self) -> bool:
        """Already reduced by another process."""
        return self.name.endswith(BATCH)

    def read(self, most: int = MAX_BYTES) -> bytes:
        """Read the body, and mark the file until it is put away.

        Raises:
            TransportError: too_large, gone where it cannot be read, or killed_before where two processes began to
                read it and did not live to put it away.
        """
        if not begin_try(self.path):
            raise TransportError("killed_before", permanent=True)
        try:
            with open_regular(self.path) as file:
                body = file.read(most + 1)
        except OSError:
            raise TransportError("gone") from None
        if len(body) > most:
            raise TransportError("too_large", str(most), permanent=True)
        return body

    def read_signed(self, signers: Signers | None, most: int = MAX_BYTES) -> bytes:
        """Read the body; where the source's packages are signed, only one that is. Batches of ours carry none.

        Raises:
            TransportError: as `read`, unsigned, or bad_signature.
        """
        body = self.read(most)
        if signers is None or self.is_batch:
            return body
        signature = kept_signature(self.path)
        if signature is None:
            raise TransportError("unsigned", permanent=True)
        if not signers.signed(body, signature):
            raise TransportError("bad_signature", permanent=True)
        return body


class Spool:
    """The spool below one folder. Any process may deliver; the one ingest writer takes, finishes and sweeps."""

    def __init__(
        self,
        folder: Path,
        feeds: Mapping[str, Feed] | None = None,
        *,
        quiet_s: float = QUIET_S,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._feeds = all_feeds() if feeds is None else feeds
        self._quiet_s = quiet_s
        self._wall = wall
        self._unreadable: dict[str, int] = {}

    def folder(self, feed: str) -> Path:
        """Where reports of a feed are dropped; made if need be.

        Raises:
            ValueError: no such feed.
        """
        if feed not in self._feeds:
            raise ValueError("unknown feed")
        folder = self._folder / feed
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def deliver(self, feed: str, name: str, body: bytes) -> SpoolFile:
        """Put a whole report among the taken ones, atomically; it waits there for the next `pending`."""
        path = self._part(feed, WORK) / fresh_name(safe_name(name, hide_persons=self._is_personal(feed)), self._wall())
        write_atomically(path, body)
        return SpoolFile(feed, told_name(path.name), path)

    def pending(self, feed: str, *, signed: bool = False) -> tuple[SpoolFile, ...]:
        """Take what was dropped and give all that waits, oldest first; also what a killed process had taken.

        With `signed` a report waits for its signature for a while, and takes it along.
        """
        work, now = self._part(feed, WORK), self._wall()
        remove_leftovers(work, now, MARK)
        sweep_signatures(work)
        dropped = list(dropped_files(self.folder(feed), now, self._quiet_s))
        packages = pairs(dropped, now) if signed else [Pair(path) for path in dropped]
        self._unreadable[feed] = self._take(feed, work, now, packages)
        if self._is_personal(feed):
            remove_unread(self.folder(feed), now, WORK)
        waiting = sorted(path for path in work.iterdir() if not path.name.startswith("."))
        for path in waiting:
            end_try(path)
        return tuple(SpoolFile(feed, told_name(path.name), path) for path in waiting)

    def _take(self, feed: str, work: Path, now: float, packages: list[Pair]) -> int:
        """Rename what was dropped; returns how many files do not let themselves be taken."""
        left = 0
        for number, package in enumerate(packages):
            name = dropped_name(package.report.name, hide_persons=self._is_personal(feed))
            # a rename is atomic: a kill leaves the file here or there, never in two halves;
            # a millisecond between the names keeps the order in which the files were dropped
            try:
                take_pair(package, work / fresh_name(name, now + number / 1000))
            except FileNotFoundError:
                continue
            except OSError:  # another owner's file in a sticky folder; the error would name it
                left += 1
        return left

    def unreadable(self, feed: str) -> int:
        """How many dropped files the last `pending` had to leave where they are: not ours to move."""
        return self._unreadable.get(feed, 0)

    def done(self, file: SpoolFile) -> None:
        """The report was read: keep its body for some days where it is known to be clean, and more than a batch.

        What a feed never reads, a note below the table or another sheet, may hold a phone all the same.
        """
        if self._is_personal(file.feed) or file.is_batch or not _is_clean(file):
            file.path.unlink(missing_ok=True)
        else:
            self._move(file, "done")
        _forget(file)

    def discard(self, file: SpoolFile) -> None:
        """The report was read, and its body holds what must not be kept."""
        file.path.unlink(missing_ok=True)
        _forget(file)

    def rejected(self, file: SpoolFile, reason: str) -> None:
        """The report could not be read: keep the key of the reason, and the body where it is known to be clean."""
        if self._is_personal(file.feed):
            file.path.unlink(missing_ok=True)
        else:
            if reason in NEVER_OPENED or not _is_clean(file):
                file.path.unlink(missing_ok=True)
            kept = self._move(file, "rejected")
            write_atomically(kept.with_name(kept.name + REASON), f"{reason}\n".encode())
        _forget(file)

    def sweep(self, before: float, own: Mapping[str, float] | None = None) -> int:
        """Delete kept bodies taken before a wall time, of some feeds before one of their `own`; returns how many went.

        Feeds with personal data also lose what nobody will take: subfolders and unfinished copies of an hour ago.
        """
        gone = 0
        for feed in self._feeds:
            if self._is_personal(feed) and (self._folder / feed).is_dir():
                remove_unread(self._folder / feed, self._wall(), WORK)
            limit = (own or {}).get(feed, before)
            folders = [self._folder / feed / part for part in ("done", "rejected")]
            kept = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
            old = [path for path in kept if taken_at(path.name) < limit]
            for path in old:
                # a folder, or a file of another owner, keeps back none of those behind it
                with suppress(OSError):
                    path.unlink()
                    gone += 1
        return gone

    def _part(self, feed: str, part: str) -> Path:
        folder = self.folder(feed) / part
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _move(self, file: SpoolFile, part: str) -> Path:
        target = self._part(file.feed, part) / file.path.name
        with suppress(FileNotFoundError):
            file.path.rename(target)
        return target

    def _is_personal(self, feed: str) -> bool:
        return self._feeds[feed].sensitivity == "personal"


def _forget(file: SpoolFile) -> None:
    forget_tries(file.path)
    forget_signature(file.path)


def _is_clean(file: SpoolFile) -> bool:
    try:
        with open_regular(file.path) as body:
            return is_known_clean(body.read(MAX_BYTES))
    except OSError:
        return False
