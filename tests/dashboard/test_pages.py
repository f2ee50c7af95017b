"""Pages and shell: language-free containers, local graphs, callbacks that belong to their app."""

import inspect

import pytest
from dash import html
from dash.development.base_component import Component

from callbacks import ids
from dashboard.app import create_app
from dashboard.pages import all_pages
from dashboard.shell import around

PAGES = {page.path: page for page in all_pages()}
DESK = {
    *("words", "stripe", "brand", "nav", "national", "known", "beat", "role", "clock", "sections", "map-head", "map"),
    *("alerts", "lanes-head", "lanes", "feeds", "capacity", "selection-store"),
}
DATA = {
    *("words", "stripe", "brand", "nav", "national", "known", "beat", "role", "clock"),
    *("data-figures", "data-board", "data-about", "data-account", "data-terms"),
}
WALL = {"words", "wall-top", "wall-map", "wall-national", "wall-rows", "wall-foot"}


def parts(component):
    """The component and all within it."""
    yield component
    children = getattr(component, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is not None:
            yield from parts(child) if isinstance(child, Component) else [child]


def test_every_page_has_its_own_address_and_place():
    assert list(PAGES) == ["/", "/wall", "/data"]
    assert len({page.order for page in PAGES.values()}) == len(PAGES)


@pytest.mark.parametrize(("path", "names"), [("/", DESK), ("/wall", WALL), ("/data", DATA)])
def test_a_page_has_all_containers_that_its_boards_fill(path, names):
    found = [part.id for part in parts(PAGES[path].layout()) if getattr(part, "id", None)]
    assert names <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("path", PAGES)
def test_a_layout_holds_no_word_of_any_language(path):
    assert not [part for part in parts(around(PAGES[path].layout())) if isinstance(part, str)]


@pytest.mark.parametrize("path", PAGES)
def test_no_graph_can_reach_out_of_this_server(path):
    graphs = [part for part in parts(PAGES[path].layout()) if type(part).__name__ == "Graph"]
    assert graphs or path == "/data"
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["topojsonURL"].startswith("/")
        assert graph.config["displayModeBar"] is False


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_landmarks_one_heading_and_live_regions(path):
    found = list(parts(around(PAGES[path].layout())))
    for kind in (html.Header, html.Main, html.H1):
        assert len([part for part in found if isinstance(part, kind)]) == 1
    assert {getattr(part, "role", None) for part in found} >= {"status", "alert"}


def test_the_second_app_of_a_process_has_its_callbacks_too():
    first, second = create_app(), create_app()
    assert first.callback_map.keys() == second.callback_map.keys()
    assert any(ids.PICKED in name for name in second.callback_map)


def test_no_websocket_and_no_model_server_is_offered():
    app = create_app()
    assert "websocket" not in app._config()
    assert not [route for route in app.server.routes if "mcp" in getattr(route, "path", "") or "ws" in str(route)]


def test_ids_stand_in_one_place():
    values = [value for name, value in inspect.getmembers(ids) if name.isupper()]
    assert len(values) == len(set(values))
