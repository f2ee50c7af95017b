"""The reception report as an office sends it: a workbook with title lines, a merged header in Russian, a totals row."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.domain.moment import HOUR, MINSK, Moment
from data.exercise.answers.contract import Drop
from data.exercise.reception import EVERY_H, SiteReport, due_between, site_reports
from data.exercise.world import World

LABELS: Final = (
    "Объект",
    "Мест",
    "Занято",
    "Прибыло",
    "Убыло",
    "Туалеты",
    "Души",
    "Вода, л/сут",
    "Питание, порц.",
    "Персонал",
)
GROUPS: Final[Mapping[str, tuple[int, int]]] = {
    "Размещение": (2, 3),
    "Движение за сутки": (4, 5),
    "Санитарные условия": (6, 7),
    "Обеспечение в сутки": (8, 9),
}
"""Titles above two columns each, counted from 1; the other labels take both rows."""
_HEADER_ROW: Final = 5


def workbook(world: World, at: Moment) -> bytes:
    """State of every site at a moment."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Сводка"
    _write_titles(sheet, at)
    _write_header(sheet)
    reports = site_reports(world, at)
    for row, report in enumerate(reports, start=_HEADER_ROW + 2):
        _write_row(sheet, row, world.reference.site[report.site].reported_as, list(_numbers(report)))
    totals = [sum(column) for column in zip(*(_counts(report) for report in reports), strict=True)]
    _write_row(sheet, _HEADER_ROW + 2 + len(reports), "Итого", [*totals[:6], _litres(totals[6]), *totals[7:]])
    book.properties.creator = "УЧЕНИЯ"
    book.properties.created = book.properties.modified = datetime.fromtimestamp(at, MINSK).replace(tzinfo=None)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_titles(sheet: Worksheet, at: Moment) -> None:
    written = datetime.fromtimestamp(at, MINSK).strftime("%d.%m.%Y %H:%M")
    titles = ("УЧЕНИЯ. Условные данные", "Сведения о размещении людей в пунктах приёма", f"по состоянию на {written}")
    for row, title in enumerate(titles, start=1):
        sheet.cell(row, 1, title).font = Font(bold=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(LABELS))


def _write_header(sheet: Worksheet) -> None:
    grouped = {column for span in GROUPS.values() for column in span}
    for title, (first, last) in GROUPS.items():
        sheet.cell(_HEADER_ROW, first, title)
        sheet.merge_cells(start_row=_HEADER_ROW, end_row=_HEADER_ROW, start_column=first, end_column=last)
    for column, label in enumerate(LABELS, start=1):
        sheet.cell(_HEADER_ROW + (column in grouped), column, label).alignment = Alignment(wrap_text=True)
        if column not in grouped:
            sheet.merge_cells(start_row=_HEADER_ROW, end_row=_HEADER_ROW + 1, start_column=column, end_column=column)
    sheet.column_dimensions["A"].width = 44


def _write_row(sheet: Worksheet, row: int, name: str, values: list[int | str]) -> None:
    for column, value in enumerate([name, *values], start=1):
        sheet.cell(row, column, value)


def _counts(report: SiteReport) -> list[int]:
    return [
        report.places,
        report.occupied,
        report.arrived,
        report.departed,
        report.toilets,
        report.showers,
        report.water_l,
        report.meals,
        report.staff,
    ]


def _numbers(report: SiteReport) -> Iterator[int | str]:
    for column, count in enumerate(_counts(report)):
        yield _litres(count) if column == 6 else count


def _litres(count: int) -> str:
    """Water as its office writes it: text with a decimal comma."""
    return f"{count},0"


DROPS = {"mvd_reception": Drop(due_between, EVERY_H * HOUR, workbook, "reception_{}.xlsx")}
