"""Vehicles before crossing points as the border committee counts them: its page of the hour, its archive of the day.

Another indicator than the electronic queue: that one counts who is booked and called, this one who stands there.
"""

from typing import Final
from urllib.parse import urlencode

from data.domain.moment import MINSK, Moment, local
from data.domain.observation import Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, speaks_for_itself
from data.feeds.gpk_queue_archive import KEY_PARTS, read_archive
from data.feeds.gpk_queue_cells import METRICS
from data.feeds.gpk_queue_page import read_live
from data.feeds.reading import collect

LIVE: Final = Ask("/situation-at-the-border/", label="live")
ARCHIVE: Final = "/local/ajax/order-archive.php"
REFERER: Final = "https://gpk.gov.by/situation-at-the-border/arkhiv-ocheredey/"
"""The archive answers its own page only."""


def parse(body: bytes, context: Context) -> Report:
    """Read the live table (a web page) or the archive of a day (JSON); the first character tells them apart.

    Raises:
        FeedError: the body is neither.
    """
    first = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    readings = read_live(body, context) if first in {b"<", b""} else read_archive(body, context)
    return collect(readings, context)


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points of the committee's lists that are open to vehicles, also with restrictions."""
    return tuple(
        c.id for c in reference.crossings if c.gpk_slug and c.queue_slug and c.status in {"open", "restricted"}
    )


def places(reference: Reference) -> tuple[str, ...]:
    """Crossing points that have a page at the committee."""
    return tuple(c.id for c in reference.crossings if c.gpk_slug)


def requests(reference: Reference, now: Moment) -> tuple[Ask, ...]:
    """The live table, then today's archive of each crossing point in use."""
    day = local(now, MINSK).strftime("%d.%m.%Y")
    return (LIVE, *(_archive_of(reference.crossing[unit].gpk_slug or "", day) for unit in units(reference)))


def _archive_of(slug: str, day: str) -> Ask:
    return Ask(
        ARCHIVE,
        "POST",
        urlencode({"ppr": slug, "date": day}).encode(),
        "application/x-www-form-urlencoded",
        {"Referer": REFERER, "X-Requested-With": "XMLHttpRequest"},
        label=f"archive-{slug}",
    )


SAMPLE: Final = """\
<table><tr>
<td title="Брест: выезд легковых автомобилей">(214)</td>
<td title="Брест: выезд автобусов">17</td>
<td title="Брест: выезд грузовых автомобилей">-</td>
</tr></table>
"""

FEED = Feed(
    name="gpk_queue",
    agency="gpk",
    format="HTML, JSON",
    cycle_s=7_200,
    tolerance_s=1_800,
    stamp="poll",
    speaks="present",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=requests,
    sensitivity="open",
    places=places,
    columns=("title", *KEY_PARTS),
    content_types=("text/html", "application/json"),
    sample=SAMPLE,
)
