"""The command line: demo, web, ingest, check, feeds."""

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
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return code


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

    web = commands.add_parser("web", help="the web process alone")
    web.set_defaults(run=_web)

    ingest = commands.add_parser("ingest", help="read files through a feed into the store")
    ingest.add_argument("feed", help="name of a feed; the command `feeds` lists them")
    ingest.add_argument("files", nargs="+", type=Path, metavar="FILE")
    ingest.add_argument("--mode", choices=("live", "exercise"))
    ingest.add_argument("--backfill", action="store_true", help="received = issued: replay old reports as they came")
    ingest.set_defaults(run=_ingest)

    check = commands.add_parser("check", help="validate settings, reference data, catalogues and feeds")
    check.set_defaults(run=_check)

    feeds = commands.add_parser("feeds", help="list the feeds and their states")
    feeds.add_argument("--json", action="store_true")
    feeds.add_argument("--mode", choices=("live", "exercise"))
    feeds.set_defaults(run=_feeds)
    return parser


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
    from data.ingest import ingest

    code, summary = ingest(options.feed, options.files, mode=options.mode, backfill=options.backfill)
    print(orjson.dumps(summary, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())
    return code


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
