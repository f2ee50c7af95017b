"""Assistance by site and category as the ministry's workbook, one day each."""

import io
from datetime import datetime
from typing import Final

import openpyxl

from data.domain.moment import DAY, MINSK, Moment
from data.exercise.answers.contract import Drop
from data.exercise.assistance import Need, due_between, needs
from data.exercise.world import World

COLUMNS: Final = ("site_id", "date", *Need._fields[1:])


def workbook(world: World, at: Moment) -> bytes:
    """The day that ends at a moment."""
    day = datetime.fromtimestamp(at - DAY, MINSK).replace(tzinfo=None)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Помощь"
    for title in ("УЧЕНИЯ. Условные данные", f"Помощь людям в группе риска за {day:%d.%m.%Y}"):
        sheet.append([title])
    sheet.append([])
    sheet.append(list(COLUMNS))
    for need in needs(world, at):
        sheet.append([need.place, day, *need[1:]])
        sheet.cell(sheet.max_row, 2).number_format = "dd.mm.yyyy"
    book.properties.creator = "УЧЕНИЯ"
    book.properties.created = book.properties.modified = day
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


DROPS = {"mz_assistance": Drop(due_between, DAY, workbook, "assistance_{}.xlsx")}
