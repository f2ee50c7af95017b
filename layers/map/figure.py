"""The figure of the map: overlays of one situation over the static base."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from data.domain.places import Reference
from data.domain.situation import Situation
from data.i18n import Words
from layers.map.contract import Drawn, Frame, Group, MapLayer, Scene
from layers.map.frames import DESK
from layers.map.overlay import all_layers
from layers.map.placement import DIRECTIONS, Ground, Placed, corners, place_labels, square
from layers.map.scene import set_scene
from layers.palette import FONT

OFF_AT_FIRST: Final[tuple[Group, ...]] = ("analysis",)
"""Groups that a viewer switches on."""
SELECTED_PX: Final = 9.0
"""The casing of a selected section is this much wider than its line, in the colour of text."""
PAN_KM: Final = 250.0
"""How far beyond the country the view can be moved."""


def draw_map(
    situation: Situation, words: Words, theme: str, reference: Reference, frame: Frame = DESK
) -> dict[str, Any]:
    """Draw the overlays of a situation.

    Traces carry `meta`: `line` (section whose line the page puts in), `group` (switched by viewers; absent: always
    shown). `layout.meta` lists the group of every image and annotation by its index, and the look of a selection.

    Args:
        situation: what is shown.
        words: language.
        theme: `dark` or `light`.
        reference: places.
        frame: size that labels are placed for; `frames.DESK` or `frames.WALL`.

    Returns:
        A plotly figure as plain dicts, without the base map.
    """
    scene = set_scene(situation, words, theme, reference, frame)
    layers = [layer for layer in all_layers() if layer.wall or not frame.wall]
    drawn = [(layer, layer.draw(scene)) for layer in layers]
    traces = [_grouped(trace, layer) for layer, parts in drawn for trace in parts.traces]
    images = [(image, layer.group) for layer, parts in drawn for image in parts.images]
    labels = _placed(scene, [parts for _, parts in drawn])
    layout = _layout(scene) | {
        "images": [image for image, _ in images],
        "annotations": [_annotation(scene, placed) for placed in labels],
    }
    layout["meta"] = _meta(scene, [group for _, group in images], [placed.label.group for placed in labels])
    return {"data": traces, "layout": layout}


def _placed(scene: Scene, drawn: Sequence[Drawn]) -> list[Placed]:
    ground = Ground.of(square(at, half) for parts in drawn for at, half in parts.obstacles)
    for box in corners(scene.frame):
        ground.take(box)
    return place_labels([label for parts in drawn for label in parts.labels], ground, scene.frame)


def _grouped(trace: dict[str, Any], layer: MapLayer) -> dict[str, Any]:
    if layer.group is None:
        return trace
    meta = {**trace.get("meta", {}), "group": layer.group}
    hidden = {"visible": False} if layer.group in OFF_AT_FIRST else {}
    return {**trace, "meta": meta, **hidden}


def _annotation(scene: Scene, placed: Placed) -> dict[str, Any]:
    label = placed.label
    first, *rest = (escape(line, quote=False) for line in label.lines)
    dx, dy = DIRECTIONS[placed.side]
    clear_km, clear = label.clear_km, label.clear + placed.push
    if scene.frame.wall:
        clear_km, clear = clear_km + clear * scene.frame.km_per_unit, 0.0
    annotation = {
        "text": "<br>".join((f"<b>{first}</b>" if label.strong else first, *rest)),
        "x": round(placed.at[0] + dx * clear_km, 1),
        "y": round(placed.at[1] + dy * clear_km, 1),
        "xanchor": _anchor(dx, "left", "right", "center"),
        "yanchor": _anchor(dy, "bottom", "top", "middle"),
        "align": _anchor(dx, "left", "right", "center"),
        "xshift": round(dx * clear, 1),
        "yshift": round(dy * clear, 1),
        "font": {"color": label.colour},
    }
    return annotation if label.visible else annotation | {"visible": False}


def _anchor(direction: float, positive: str, negative: str, neutral: str) -> str:
    return positive if direction > 0 else negative if direction < 0 else neutral


def _meta(scene: Scene, images: list[Group | None], annotations: list[Group | None]) -> dict[str, Any]:
    selected = {"color": scene.colours.t, "wider": SELECTED_PX * scene.frame.stroke}
    meta = {"images": images, "annotations": annotations, "selected": selected}
    return meta | {"unit": "wall_px"} if scene.frame.wall else meta


def _layout(scene: Scene) -> dict[str, Any]:
    frame, colours, bounds = scene.frame, scene.colours, scene.places.bounds
    axis = {"visible": False, "fixedrange": frame.wall}
    x: dict[str, Any] = {"range": [round(frame.west), round(frame.east)]}
    y: dict[str, Any] = {"range": [round(frame.south), round(frame.north)], "scaleanchor": "x"}
    if not frame.wall:
        x |= {"minallowed": bounds["west"] - PAN_KM, "maxallowed": bounds["east"] + PAN_KM}
        y |= {"minallowed": bounds["south"] - PAN_KM, "maxallowed": bounds["north"] + PAN_KM}
    return {
        "xaxis": axis | x,
        "yaxis": axis | y,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": colours.bg,
        "plot_bgcolor": colours.bg,
        "font": {"family": FONT, "size": frame.text, "color": colours.t},
        "showlegend": False,
        "hovermode": False if frame.wall else "closest",
        "dragmode": False if frame.wall else "pan",
        "hoverlabel": {
            "bgcolor": colours.s2,
            "bordercolor": colours.edge,
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": colours.t},
        },
        "uirevision": "map",
        "template": {"layout": _defaults(scene)},
    }


def _defaults(scene: Scene) -> dict[str, Any]:
    """What all annotations and images share, written once: a figure is sent at every change."""
    here = {"xref": "x", "yref": "y"}
    text = {"showarrow": False, "borderpad": 0, "font": {"size": scene.frame.text}}
    return {
        "annotationdefaults": here | text,
        "imagedefaults": here | {"xanchor": "center", "yanchor": "middle", "layer": "above"},
    }
