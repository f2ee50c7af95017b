"""The web process: an ASGI app for any server, and uvicorn with as many workers as are asked for."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

import uvicorn
from uvicorn.supervisors import Multiprocess

from dashboard.app import create_app
from dashboard.build import build_id
from dashboard.delivery.front import Front
from dashboard.delivery.worker import Surface
from dashboard.drawing import drawing
from dashboard.pages import all_pages
from dashboard.settings import Settings, load_settings
from data.feeds import feeds_of, words_of
from data.reference import reference_of
from data.running import SettingsError

KEEP_ALIVE_S: Final = 75
"""Longer than any rhythm of a page, so that no connection is reset between two questions."""


def create_asgi(given: Settings | None = None) -> Front:
    """Make one worker's application; settings come from the environment unless given."""
    chosen = given or load_settings()
    feeds = feeds_of(chosen.running)
    reference = words_of(reference_of(chosen.running), feeds)
    pages = tuple(page.path for page in all_pages())
    return Front(chosen, Surface(create_app().server, pages, drawing(reference, feeds), reference, build_id()))


def serve(chosen: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    serve_app(partial(create_asgi, chosen), chosen)


def serve_app(create: Callable[[], Front], chosen: Settings) -> None:
    """Serve what `create` makes, once in each worker; it must be picklable where there are several."""
    config = uvicorn.Config(
        create,
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        interface="asgi3",
        lifespan="on",
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=3,
    )
    if chosen.workers == 1:
        uvicorn.Server(config).run()
    else:
        Multiprocess(config, sockets=[config.bind_socket()]).run()


def main() -> int:
    """Serve with the settings of the environment; 2 if they cannot be used."""
    try:
        chosen = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    serve(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
