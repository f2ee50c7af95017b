"""A small reference and a parser's context."""

from pathlib import Path

import pytest

from data.domain.names import Names
from data.domain.places import Body, Country, Crossing, Hospital, NeighbourCrossing, Oblast, Reference, Section, Site
from data.feeds.contract import Context

STAMP = 1_795_000_000


def names(text):
    return Names(text, text, text)


def a_section(identifier, body, oblast):
    return Section(
        identifier,
        names(identifier),
        body,
        identifier[-2:].upper(),
        oblast,
        1.0,
        "published",
        "test",
        names(identifier),
    )


def a_crossing(
    identifier, section, lat, lon, km=None, *, status="open", checkpoint=None, mode="road", name=None, slug=None
):
    return Crossing(
        identifier, names(name or identifier), "", "PL", mode, "international", lat, lon, "A", status, "", None, "",
        section, "grodno", "sourced", "test", km_along=km, queue_checkpoint_id=checkpoint,
        queue_slug=slug, gpk_slug=slug,
    )  # fmt: skip


def a_site(identifier, reported_as):
    return Site(
        identifier, names(identifier), names(identifier), "reception", "grodno-pl", "BY-HR", "mvd", 53.5, 23.7, True,
        "2026-11-01", "2026-11-01", "test", reported_as=reported_as,
    )  # fmt: skip


@pytest.fixture(scope="session")
def reference():
    return Reference(
        sections=(
            a_section("grodno-pl", "grodno", "BY-HR"),
            a_section("grodno-lt", "grodno", "BY-HR"),
            a_section("brest-pl", "brest", "BY-BR"),
        ),
        crossings=(
            a_crossing(
                "BY-PL-01",
                "grodno-pl",
                53.5404,
                23.653,
                363.5,
                checkpoint="3b797d4d-706a-440f-a1a4-826c191e1e36",
                name="Брузги",
                slug="bruzgi",
            ),
            a_crossing(
                "BY-PL-02",
                "grodno-pl",
                53.1336,
                23.9023,
                306.2,
                status="restricted",
                checkpoint="7e46a2d1-ab2f-11ec-bafb-ac1f6bf889c1",
            ),
            a_crossing("BY-LT-16", "grodno-lt", 53.9588, 23.9502, 10.0, status="closed"),
            a_crossing(
                "BY-PL-05",
                "brest-pl",
                52.079,
                23.655,
                80.0,
                checkpoint="a9173a85-3fc0-424c-84f0-defa632481e4",
                name="Брест (Варшавский мост)",
                slug="brest",
            ),
            a_crossing("BY-PL-06", "brest-pl", 51.7655, 23.5929, 40.0, status="closed"),
            a_crossing("BY-AIR-62", "grodno-pl", 53.602, 24.0538, mode="air", status="unknown"),
            a_crossing("BY-RU-54", None, 56.1, 28.7),
        ),
        sites=(
            a_site("bruzgi", "Пункт временного размещения «Брузги»"),
            a_site("grodno-transit", "Транзитный центр «Гродно»"),
            a_site("lida-reception", ""),
        ),
        hospitals=(Hospital("grodno-hospital", names("h"), "BY-HR", 53.6, 23.8, True, "test"),),
        agencies=(),
        oblasts=(Oblast("BY-HR", names("HR")), Oblast("BY-BR", names("BR"))),
        bodies=(
            Body("grodno", names("g"), "test"),
            Body("brest", names("b"), "test"),
            Body("gomel", names("x"), "test"),
        ),
        towns=(),
        countries=(
            Country("BLR", names("Belarus"), "BY"),
            Country("POL", names("Poland"), "PL"),
            Country("UKR", names("Ukraine"), "UA"),
        ),
        neighbours=(
            NeighbourCrossing(
                "PL-UA-medyka",
                names("Medyka"),
                ("PL", "UA"),
                "test",
                granica_unit="medyka",
                dpsu_names=("Шегині - Медика",),
                echerha_titles=("Шегині – Медика",),
            ),
            NeighbourCrossing(
                "PL-UA-dorohusk",
                names("Dorohusk"),
                ("PL", "UA"),
                "test",
                granica_unit="dorohusk",
                dpsu_names=("Ягодин - Дорогуськ",),
                echerha_titles=("Ягодин – Дорогуськ",),
            ),
            NeighbourCrossing(
                "PL-BY-terespol",
                names("Terespol"),
                ("PL", "BY"),
                "test",
                crossing="BY-PL-05",
                granica_unit="terespol",
                granica_basis="guess",
            ),
        ),
    )


@pytest.fixture(scope="session")
def context(reference):
    return Context(reference, "report", STAMP)


@pytest.fixture(scope="session")
def samples():
    return Path(__file__).parent / "samples"
