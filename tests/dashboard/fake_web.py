"""A web process whose boards are drawn without `layers`: `python -m tests.dashboard.fake_web`.

LISTEN_S and HEARTBEAT_S set the watcher's rhythm, DRAWING_S how long a drawing takes; each drawing is noted in
`{STATE_DIR}/drawn.log`. While there is a file `{STATE_DIR}/hang`, a drawing hangs. Whoever sends the cookie
`mezha_role=guest` is a visitor.
"""

import os
import time
from functools import partial
from pathlib import Path

from dashboard.access.actor import Actor, actor_of
from dashboard.app import create_app
from dashboard.delivery.boards import Drawing, Look
from dashboard.delivery.front import Front
from dashboard.delivery.worker import Surface
from dashboard.pages import all_pages
from dashboard.server import serve_app
from dashboard.settings import Settings, load_settings
from data import reference as reference_data
from data.domain.situation import Situation

VIEWS = frozenset({"duty", "wall", "section:grodno-pl", "section:lida-lt"})
GUEST = Actor("guest", "gpk", audience="visitors")


def actor_or_guest(cookies: str) -> Actor | None:
    return GUEST if cookies == "mezha_role=guest" else actor_of(cookies)


def element(kind: str, *children, **props) -> dict:
    hyphenated = {k.replace("_", "-") if k.startswith(("data_", "aria_")) else k: v for k, v in props.items()}
    return {"type": kind, "namespace": "dash_html_components", "props": {**hyphenated, "children": list(children)}}


def render(look: Look, situation: Situation, state: Path | None = None, delay_s: float = 0.0) -> dict:
    """A board with one row a section and one value of every kind."""
    time.sleep(delay_s)
    while state is not None and (state / "hang").exists():
        time.sleep(0.02)
    if state is not None:
        with (state / "drawn.log").open("a") as log:
            log.write(f"{situation.version} {look.name}\n")
    rows = [
        element("Tr", element("Td", f"{s.id} {s.level}"), data_select=s.id, tabIndex=0, key=s.id)
        for s in situation.sections
    ]
    return {
        "words": {"data": {"language": look.language, "title": f"Mezha {look.language}", "mode": situation.mode}},
        "sections": {"children": [element("Table", element("Tbody", *rows))]},
        "known": {"children": [element("Span", str(situation.version))]},
        "brand": {"children": [element("B", "Mezha " * 200)]},
    }


def create_asgi(settings: Settings) -> Front:
    state, delay_s = settings.running.state, float(os.environ.get("DRAWING_S", "0"))
    reference = reference_data.load()
    drawing = Drawing(VIEWS.__contains__, partial(render, state=state, delay_s=delay_s), frozenset({"wall"}))
    pages = tuple(p.path for p in all_pages())
    surface = Surface(create_app().server, pages, drawing, reference, "build0", actor_or_guest)
    listen_s = float(os.environ.get("LISTEN_S", "0.05"))
    heartbeat_s = float(os.environ.get("HEARTBEAT_S", "10"))
    return Front(settings, surface, listen_s=listen_s, heartbeat_s=heartbeat_s)


if __name__ == "__main__":
    given = load_settings()
    serve_app(partial(create_asgi, given), given)
