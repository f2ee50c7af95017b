"""What the invented situations of `tests.scenes` tell: levels, arrivals, occupancy and feeds of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.domain.situation import FeedState


@dataclass(frozen=True)
class Feeds:
    """State and silence (hours) of each feed that is not current."""

    troubled: Mapping[str, tuple[FeedState, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """What one scene tells: level, hours since, arrivals and expected by section; occupancy by site."""

    levels: Mapping[str, tuple[int | None, float, float | None, float | None]]
    occupancy: Mapping[str, tuple[float | None, int]]
    feeds: Feeds = Feeds()
    proposed: Mapping[str, int] = field(default_factory=dict)
    night_c: float = 2.0
    hazard: bool = False
    outside_queue: bool = True


QUIET = {
    "grodno-pl": (0, 900.0, 61.0, 69.0),
    "brest-pl": (0, 640.0, 58.0, 61.0),
    "grodno-lt": (0, 700.0, 29.0, 33.0),
    "lida-lt": (0, 380.0, 38.0, 27.0),
    "smorgon-lt": (0, 500.0, 22.0, 25.0),
    "polotsk-lt": (0, 40.0, 14.0, 12.0),
    "polotsk-lv": (0, 84.0, 27.0, 30.0),
    "brest-ua": (0, 718.0, 16.0, 8.4),
    "pinsk-ua": (0, 718.0, 10.0, 8.3),
    "mozyr-ua": (0, 718.0, 4.0, 6.7),
    "gomel-ua": (0, 338.0, 10.0, 10.0),
    "minsk-air": (0, 170.0, 81.0, 90.0),
}
HALF_FULL = {
    "bruzgi": (0.41, 1100),
    "grodno-transit": (0.52, 420),
    "berestovitsa-heating": (0.2, 120),
    "volkovysk-reserve": (0.0, 600),
    "brest-reception": (0.33, 500),
    "kobrin-reserve": (0.0, 400),
    "lida-reception": (0.38, 200),
    "oshmyany-reception": (0.45, 180),
    "polotsk-reception": (0.3, 220),
    "pinsk-reception": (0.22, 150),
    "gomel-reception": (0.28, 260),
    "minsk-transit": (0.61, 300),
}
SURGE_LEVELS = {
    **QUIET,
    "grodno-pl": (2, 4.57, 393.0, 69.0),
    "grodno-lt": (1, 8.0, 78.0, 35.5),
    "brest-pl": (1, 62.0, 129.0, 61.4),
    "smorgon-lt": (None, 4.9, None, 25.0),
}
HALF_SILENT = {
    place: (None if i % 2 == 0 else level, since, None, None)
    for i, (place, (level, since, *_)) in enumerate(QUIET.items())
}
STORIES = {
    "calm": Story(QUIET, HALF_FULL),
    "surge": Story(
        SURGE_LEVELS,
        {**HALF_FULL, "bruzgi": (0.87, 1100), "grodno-transit": (0.76, 420), "berestovitsa-heating": (0.73, 120)},
        Feeds(
            {
                "gpk_detections": ("partial", 4.9),
                "hydromet_night": ("late", 3.17),
                "mz_hospital_places": ("stale", 68.0),
            }
        ),
        {"grodno-pl": 3},
        -7.0,
        hazard=True,
    ),
    "night": Story(
        {
            **SURGE_LEVELS,
            "grodno-pl": (3, 11.0, 812.0, 69.0),
            "grodno-lt": (2, 6.0, 140.0, 35.5),
            "lida-lt": (1, 3.1, 66.0, 27.0),
        },
        {**HALF_FULL, "bruzgi": (1.04, 1100), "grodno-transit": (0.93, 420), "berestovitsa-heating": (0.88, 120)},
        Feeds({"gpk_detections": ("partial", 17.0), "mvd_reception": ("late", 5.2)}),
        {},
        -14.0,
        hazard=True,
    ),
    "blind": Story(
        HALF_SILENT,
        dict.fromkeys(HALF_FULL, (None, 0)),
        Feeds(
            {
                "gpk_equeue": ("stale", 9.0),
                "gpk_crossings": ("error", 5.0),
                "gpk_detections": ("stale", 26.0),
                "mvd_reception": ("error", 30.0),
                "mz_hospital_places": ("not_configured", 0.0),
                "hydromet_night": ("manual", 4.0),
                "mchs_cap_alerts": ("late", 1.0),
            }
        ),
        outside_queue=False,
    ),
}
