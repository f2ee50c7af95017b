"""Still pages of a board for a real browser: its components as HTML, its figure drawn, nothing from any server."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import plotly
import pytest

from layers.map import compose
from layers.map.basemap import ASSETS

CHROMIUM = shutil.which("chromium")
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
NAMES = {"className": "class", "tabIndex": "tabindex"}
SCALED = ("size", "width")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium")

OVERLAPS = """() => {
  const texts = [...document.querySelectorAll('.annotation-text')];
  const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  for (const [i, [one, a]] of boxes.entries()) for (const [other, b] of boxes.slice(i + 1))
    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push([one, other]);
  return found;
}"""
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.textContent.trim() || ['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) continue;
    const range = document.createRange();
    range.selectNode(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    let cut = box.right > innerWidth || box.left < 0;
    for (let e = node.parentElement; e; e = e.parentElement)
      if (getComputedStyle(e).overflow !== 'visible') cut = cut || box.right > e.getBoundingClientRect().right + 1;
    const px = parseFloat(getComputedStyle(node.parentElement).fontSize);
    found.push({ text: node.textContent, px, cut });
  }
  return found;
}"""


def html(node: Any) -> str:
    """A component, a text or a list of them as HTML."""
    if node is None:
        return ""
    if isinstance(node, list):
        return "".join(map(html, node))
    if isinstance(node, str):
        return escape(node)
    props = dict(node["props"])
    inside = html(props.pop("children", None))
    if "style" in props:
        props["style"] = ";".join(f"{name}:{value}" for name, value in props["style"].items())
    tag = node["type"].lower()
    given = "".join(f' {NAMES.get(name, name)}="{escape(str(value))}"' for name, value in props.items())
    return f"<{tag}{given}>" if tag == "img" else f"<{tag}{given}>{inside}</{tag}>"


def scaled(value: Any, px: float) -> Any:
    """A wall's figure with its sizes in px."""
    if isinstance(value, list):
        return [scaled(item, px) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: v * px if k in SCALED and isinstance(v, int | float) else scaled(v, px) for k, v in value.items()}


def page_of(body: str, figure: dict[str, Any], graph: str, theme: str, root: str = "") -> str:
    """A whole page with the product's own style sheets; the figure is drawn into the element `graph`."""
    base = json.loads((ASSETS / f"base-{theme}.json").read_text(encoding="utf-8"))
    whole = json.dumps(compose(figure, base))
    sheets = [*sorted(ASSETS.parent.glob("*.css")), ASSETS / "map.css"]
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in sheets)
    draw = f"Plotly.newPlot('{graph}', f.data, f.layout, {{responsive: true, displayModeBar: false}})"
    script = (
        f"const f = {whole}; document.fonts.ready.then(() => {draw}).then(() => {{ document.body.dataset.ready = 1 }})"
    )
    return (
        f'<!doctype html><html data-theme="{theme}" {root}><meta charset="utf-8">{links}<body>{body}'
        f'<script src="{PLOTLY.as_uri()}"></script><script>{script}</script>'
    )


@contextmanager
def launched() -> Iterator[Any]:
    """A browser for the tests of one module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shown(browser: Any, page: str, folder: Path, width: int, height: int) -> Iterator[Any]:
    """The page in a tab of the browser, drawn."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": height})
    try:
        tab.goto(file.as_uri())
        tab.wait_for_selector("body[data-ready]", state="attached")
        yield tab
    finally:
        tab.close()
