"""The past of an exercise: fetched from the simulator, its levels judged hour by hour, kept as a template."""

import hashlib
import io
import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np
import orjson
from pydantic import TypeAdapter

from data.domain.exercise import ActorPolicy
from data.domain.moment import DAY, HOUR, Moment
from data.domain.timebase import TimeBase
from data.domain.warning import LevelRules
from data.running import Running
from data.situation import Setting, gather
from data.store import Store, erase_store, open_store, store_exists
from data.store.contract import HistoryColumns, SeriesKey
from data.store.sqlite import FILE_NAME
from data.warning import past_inputs, replay

LOG: Final = logging.getLogger("mezha.prologue")
PROGRAM: Final = Path(__file__).parent
DIGESTED: Final = ("*.py", "*.yaml", "*.csv")
JUDGED_S: Final = 31 * DAY
"""How much of the past gets levels: what the timeline shows."""
ANSWER_WITHIN_S: Final = 60.0
BEGUN: Final = "begun"
"""Setting that tells when the exercise began; its clock names the time at which it was last taken up."""


class PastError(Exception):
    """The exercise's past cannot be laid; says why."""


_TIMEBASE: Final = TypeAdapter(TimeBase)
_POLICIES: Final = TypeAdapter(tuple[ActorPolicy, ...])


def lay_past(
    run: Running, setting: Setting, rules: LevelRules, timebase: TimeBase, stop: threading.Event | None = None
) -> None:
    """Make sure that the exercise's store holds its past; a store that has one is left as it is."""
    if not _is_laid(run):
        erase_store(run)
        with httpx.Client(trust_env=False, base_url=_address(), timeout=ANSWER_WITHIN_S) as client:
            scenario = _ask_patiently(client, "/scenario", stop or threading.Event()).json()
            template = template_path(run, scenario)
            if run.database or not template.exists():
                _make(run, setting, rules, scenario, client.get("/history").content)
            if not run.database:  # a database has no file that could be copied: its past is made each time
                _copy_once(run.folder / FILE_NAME, template)
    with _store(run) as store:
        store.put_setting("timebase", orjson.loads(orjson.dumps(timebase)))


def _is_laid(run: Running) -> bool:
    """The name of the scenario is written last: a past that was killed while it was made has none."""
    if not store_exists(run):
        return False
    with _store(run) as store:
        return store.setting("scenario") is not None


def template_path(run: Running, scenario: Mapping[str, Any]) -> Path:
    """File of the finished past, named by all that it follows from: scenario, program, rules, reference data."""
    digest = hashlib.sha256(orjson.dumps(scenario, option=orjson.OPT_SORT_KEYS))
    for pattern in DIGESTED:
        for file in sorted(PROGRAM.rglob(pattern)):
            digest.update(file.read_bytes())
    return run.state / "cache" / f"past-{digest.hexdigest()[:20]}.sqlite"


def columns_of(body: bytes) -> HistoryColumns:
    """Read the simulator's history: arrays of equal length and the keys that `series` indexes."""
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        keys = orjson.loads(str(arrays["keys"]))
        return HistoryColumns(
            keys=tuple(SeriesKey(*key[:3]) for key in keys),
            units=tuple(key[3] for key in keys),
            **{name: arrays[name] for name in ("series", "valid_from", "valid_to", "issued", "received", "value")},
        )


def read_timebase(file: Path) -> TimeBase:
    """Read the exercise's clock."""
    return _TIMEBASE.validate_json(file.read_bytes())


def _make(run: Running, setting: Setting, rules: LevelRules, scenario: Mapping[str, Any], history: bytes) -> None:
    began, start = time.monotonic(), Moment(scenario["start"])
    columns = columns_of(history)
    with _store(run) as store:
        store.record_history(columns)
        _judge(store, setting, rules, _POLICIES.validate_python(scenario["policies"]), start)
        store.put_setting(BEGUN, start)
        store.put_setting("scenario", scenario["scenario"])
        if not store.checkpoint():
            raise PastError("somebody else reads the exercise's store")
    LOG.info("past of %d observations laid in %.1f s", columns.value.size, time.monotonic() - began)


def _judge(store: Store, setting: Setting, rules: LevelRules, policies: tuple[ActorPolicy, ...], start: Moment) -> None:
    """Levels of the past hour by hour, with the scripted answers of agencies."""
    inputs, _ = gather(store, setting, start, past_s=JUDGED_S)
    moments = range(start - JUDGED_S, start + 1, HOUR)
    past = replay(setting.reference, past_inputs(inputs), moments, rules, policies)
    store.record_levels(past.states.values(), past.changes)
    for answer in past.answers:
        store.record_answer(answer)


def _address() -> str:
    address = os.environ.get("EXERCISE_URL")
    if not address:
        raise PastError("EXERCISE_URL is not set: the address of the exercise's simulator")
    return address


def _ask_patiently(client: httpx.Client, path: str, stop: threading.Event) -> httpx.Response:
    """Ask the simulator, which may still be starting; not any longer once told to stop."""
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while True:
        try:
            return client.get(path).raise_for_status()
        except httpx.HTTPError as error:
            if time.monotonic() > deadline or stop.wait(0.05):
                raise PastError(f"the exercise does not answer: {type(error).__name__}") from error


def _store(run: Running) -> closing[Store]:
    return closing(open_store(run, write=True))


def _copy_once(file: Path, template: Path) -> None:
    """Bring the finished past to where it is missing: from the template, or into it."""
    if template.exists():
        _copy(template, file)
    else:
        _copy(file, template)


def _copy(source: Path, target: Path) -> None:
    """Copy a finished database; only whole files ever bear the target's name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob("past-*.sqlite"):
        old.unlink()
    part = target.with_suffix(".part")
    shutil.copyfile(source, part)
    part.replace(target)
