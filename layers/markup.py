"""Dash components as plain dicts: what `to_plotly_json` would give, made without the objects."""

from typing import Any, Final

Node = dict[str, Any]
"""A component: type, namespace, props."""
Child = Node | str | None

HTML: Final = "dash_html_components"
_HYPHENATED: Final = ("data_", "aria_")


def el(kind: str, *children: Child, **props: Any) -> Node:
    """Make an HTML component: `el("Div", "text", className="row", data_select="brest-pl")`.

    `data_` and `aria_` names become hyphenated; properties and children that are None are left out.
    """
    given = {_property(name): value for name, value in props.items() if value is not None}
    inside = [child for child in children if child is not None]
    if inside:
        given["children"] = inside[0] if len(inside) == 1 else inside
    return {"type": kind, "namespace": HTML, "props": given}


def img(source: str, alt: str, px: float, **props: Any) -> Node:
    """Make an image of a square glyph; an empty `alt` marks it as decoration beside its word."""
    return el("Img", src=source, alt=alt, width=px, height=px, **props)


def text_of(node: Any) -> str:
    """All text inside a component, alternative texts of images included, in reading order."""
    if isinstance(node, str):
        return node
    if isinstance(node, list | tuple):
        return " ".join(filter(None, map(text_of, node)))
    if not isinstance(node, dict):
        return ""
    props = node.get("props", {})
    return " ".join(filter(None, (props.get("alt", ""), text_of(props.get("children")))))


def _property(name: str) -> str:
    return name.replace("_", "-") if name.startswith(_HYPHENATED) else name
