"""The command line: demo, web, ingest, rejects, backup, restore, export, check, feeds."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from data.running import SettingsError, running

DEFAULT_SCENARIO = "grodno-surge"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 faults were found, 2 the input or a setting is no good."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except Exception as error:
        if not isinstance(error, (SettingsError, *_refusals())):
            raise
        print(error, file=sys.stderr)
        return 2
    return code


def _refusals() -> tuple[type[Exception], ...]:
    """How a store says that it cannot: a sentence for whoever gave the command, never a fault of the program."""
    from data.store import ModeMismatchError, SchemaError, StoreBusyError, WriterBusyError

    return ModeMismatchError, SchemaError, StoreBusyError, WriterBusyError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="exercise, clock and web together on one machine")
    demo.add_argument("--scenario", default=DEFAULT_SCENARIO, help="file in data/exercise/scenarios, without .yaml")
    demo.add_argument("--speed", type=float, help="picture seconds a second, up to about 300; default: the scenario's")
    demo.add_argument("--seed", type=int, help="another seed gives another course of the same scenario")
    demo.add_argument("--keep", action="store_true", help="go on with the exercise that is in the state folder")
    demo.add_argument("--no-exercise", action="store_true", help="live sources: clock and web only")
    demo.set_defaults(run=_demo)

    commands.add_parser("web", help="the web process alone").set_defaults(run=_web)

    ingest = commands.add_parser("ingest", help="read files through a feed into the store")
    ingest.add_argument("feed", help="name of a feed; the command `feeds` lists them; or `table` with --spec")
    ingest.add_argument("--spec", type=Path, help="YAML file of a table feed, for the feed `table`")
    ingest.add_argument("files", nargs="+", type=Path, metavar="FILE")
    ingest.add_argument("--mode", choices=("live", "exercise"))
    ingest.add_argument("--backfill", action="store_true", help="received = issued: replay old reports as they came")
    ingest.set_defaults(run=_ingest)

    _add_rejects(commands)
    _add_storage(commands)

    check = commands.add_parser("check", help="validate settings, reference data, catalogues and feeds")
    check.set_defaults(run=_check)

    feeds = commands.add_parser("feeds", help="list the feeds and their states")
    feeds.add_argument("--json", action="store_true")
    feeds.add_argument("--mode", choices=("live", "exercise"))
    feeds.set_defaults(run=_feeds)
    return parser


def _add_rejects(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rejects = commands.add_parser("rejects", help="what was rejected, as a table for the sender")
    rejects.add_argument("feed", help="name of a feed, or `all` with --agency")
    rejects.add_argument("out", metavar="OUT", help="file to write, or - for standard output")
    rejects.add_argument("--agency", default="", help="only feeds of this agency")
    rejects.add_argument("--since", default="", metavar="T", help="only what was rejected at this time or later")
    rejects.add_argument("--lang", choices=("en", "ru", "be"), default="ru", help="language of the reasons")
    rejects.add_argument("--mode", choices=("live", "exercise"))
    rejects.set_defaults(run=_rejects)


def _add_storage(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy the store into one verified file, while it is written")
    backup.add_argument("target", type=Path, metavar="TARGET")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup in the place of the store; nothing else may run")
    restore.add_argument("source", type=Path, metavar="SOURCE")
    restore.add_argument("--force", action="store_true", help="also where there is a store already")
    restore.set_defaults(run=_restore)

    export = commands.add_parser("export", help="observations as CSV or Parquet")
    export.add_argument("what", choices=("observations",))
    export.add_argument("out", metavar="OUT", help="file to write, or - for standard output")
    export.add_argument("--format", choices=("csv", "parquet"), default="csv")
    export.add_argument("--feed", help="only this feed")
    export.add_argument("--since", metavar="T", help="only what speaks of times after it, like 2026-11-18T00:00:00Z")
    export.add_argument("--until", metavar="T", help="only what speaks of times up to it")
    export.add_argument("--known-at", metavar="T", help="only what had been received by then")
    export.add_argument("--grain", choices=("raw", "hour", "day"), default="raw", help="single rows, or roll-ups")
    export.set_defaults(run=_export)
    for command in (backup, restore, export):
        command.add_argument("--mode", choices=("live", "exercise"))


def _demo(options: argparse.Namespace) -> int:
    from dashboard import demo
    from dashboard.settings import load_settings

    run = running(mode="live" if options.no_exercise else "exercise")
    settings = load_settings()
    trouble = demo.occupied(run, settings)
    if trouble:
        raise SettingsError(trouble)
    address = settings.address
    if options.no_exercise:
        run.folder.mkdir(parents=True, exist_ok=True)
        return demo.supervise(demo.live_children(demo.environment_of(run)), address)
    if options.speed is not None and not 0 < options.speed < float("inf"):
        raise SettingsError(f"--speed {options.speed:g}: a number above 0 is expected")
    if options.keep and run.timebase.exists():
        if (options.speed, options.seed) != (None, None) or options.scenario != DEFAULT_SCENARIO:
            raise SettingsError("--keep goes on with the exercise that is there: no --scenario, --speed or --seed")
        demo.go_on(run)
    else:
        demo.begin_anew(run)
    children = demo.exercise_children(
        run, scenario=options.scenario, speed=options.speed, seed=options.seed, web=address
    )
    return demo.supervise(children, address)


def _web(_options: argparse.Namespace) -> int:
    from dashboard.server import serve
    from dashboard.settings import load_settings

    serve(load_settings())
    return 0


def _ingest(options: argparse.Namespace) -> int:
    from data.ingest import ingest, ingest_table

    if (options.feed == "table") != (options.spec is not None):
        raise SettingsError("a table is read by its spec: ingest table --spec SPEC.yaml FILE...")
    if options.spec is not None:
        code, summary = ingest_table(options.spec, options.files, mode=options.mode, backfill=options.backfill)
    else:
        code, summary = ingest(options.feed, options.files, mode=options.mode, backfill=options.backfill)
    print(orjson.dumps(summary, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())
    return code


def _rejects(options: argparse.Namespace) -> int:
    from dashboard.intake.command import write_rejects

    return write_rejects(
        options.feed,
        options.out,
        agency=options.agency,
        since=options.since,
        language=options.lang,
        mode=options.mode,
    )


def _backup(options: argparse.Namespace) -> int:
    from dashboard.storage import write_backup

    return write_backup(options.target, mode=options.mode)


def _restore(options: argparse.Namespace) -> int:
    from dashboard.storage import read_backup

    return read_backup(options.source, mode=options.mode, force=options.force)


def _export(options: argparse.Namespace) -> int:
    from dashboard.storage import write_observations

    return write_observations(options.out, vars(options), form=options.format, mode=options.mode)


def _check(_options: argparse.Namespace) -> int:
    from dashboard.inspection import inspect

    faults = inspect()
    for fault in faults:
        print(fault)
    print(
        "settings, reference data, catalogues, feeds, sources: "
        + (f"{len(faults)} fault(s)" if faults else "no faults")
    )
    return 1 if faults else 0


def _feeds(options: argparse.Namespace) -> int:
    from dashboard.inspection import list_feeds

    rows = list_feeds(options.mode)
    if options.json:
        print(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return 0
    print(f"mode: {rows[0]['mode']}")
    print(f"{'feed':22} {'agency':10} {'format':20} {'cycle':>9}  {'state':16} {'newest':22} reason")
    for row in rows:
        cells = f"{row['name']:22} {row['agency']:10} {row['format']:20} {row['cycle_s']:>7} s  {row['state']:16}"
        print(f"{cells} {row['newest'] or '-':22} {row['reason'] or ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
