"""The question that the Polish service of waiting times understands: one operation of SOAP."""

from typing import Final
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from data.domain.moment import Moment, local

WARSAW: Final = ZoneInfo("Europe/Warsaw")
_ENVELOPE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:gran="granicaServiceOriginal"\
 xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body><gran:getCzasyWszystko><dane_in_wszystko>{parts}</dane_in_wszystko></gran:getCzasyWszystko></soapenv:Body>
</soapenv:Envelope>
"""


def envelope(unit: str, now: Moment) -> bytes:
    """Ask for the waits of a unit in the hour of `now`; date and hour are Polish and not padded, as the answer's."""
    at = local(now, WARSAW)
    values = {"jednostka": unit, "rok": at.year, "miesiac": at.month, "dzien": at.day, "godzina": at.hour}
    parts = (f'<{name} xsi:type="xsd:string">{escape(str(value))}</{name}>' for name, value in values.items())
    return _ENVELOPE.format(parts="".join(parts)).encode()
