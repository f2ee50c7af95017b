"""Night minimum of each oblast, beside its centre."""

from data.domain.situation import Measured
from layers.map.contract import Drawn, Label, MapLayer, Scene
from layers.map.projection import project

CENTRE_RANK = 2
"""The capital and the oblast centres stand for their oblasts."""


def draw(scene: Scene) -> Drawn:
    """Write the newest night minimum below the name of each oblast's centre."""
    centres = {t.oblast: project(t.lat, t.lon) for t in scene.reference.towns if t.rank <= CENTRE_RANK}
    measured_here = ((oblast, m) for oblast, m in scene.situation.temperature.items() if oblast in centres)
    return Drawn(
        labels=tuple(
            Label(
                rank=6.0,
                ats=(centres[oblast],),
                lines=(_text(scene, measured),),
                colour=scene.colours.data if measured.stale else scene.colours.t,
                sides=("se", "sw", "s", "ne", "nw", "n"),
                clear=scene.frame.text * 0.9,
                group=LAYER.group,
                visible=False,
            )
            for oblast, measured in measured_here
        )
    )


def _text(scene: Scene, measured: Measured) -> str:
    return scene.words.measured(measured.value, measured.unit)


LAYER = MapLayer("temperature", "analysis", 75, draw)
