"""The plane of the map: Lambert azimuthal equal-area about the middle of the country, in kilometres."""

from math import asin, atanh, cos, radians, sin, sqrt
from typing import Final

LAT_0: Final = 53.6
LON_0: Final = 27.9

PROJ: Final = f"+proj=laea +lat_0={LAT_0} +lon_0={LON_0} +datum=WGS84 +units=km +no_defs"
"""The same plane for pyproj and GeoPandas, which build the base map."""

_A_KM: Final = 6378.137
_F: Final = 1 / 298.257223563
_E2: Final = _F * (2 - _F)
_E: Final = sqrt(_E2)


def _authalic(sin_lat: float) -> float:
    """Snyder's q: grows with the area of the ellipsoid between the equator and a latitude."""
    return (1 - _E2) * (sin_lat / (1 - _E2 * sin_lat * sin_lat) + atanh(_E * sin_lat) / _E)


_QP: Final = _authalic(1.0)
_BETA_0: Final = asin(_authalic(sin(radians(LAT_0))) / _QP)
_RADIUS: Final = _A_KM * sqrt(_QP / 2)
_STRETCH: Final = _A_KM * cos(radians(LAT_0)) / (sqrt(1 - _E2 * sin(radians(LAT_0)) ** 2) * _RADIUS * cos(_BETA_0))


def project(lat: float, lon: float) -> tuple[float, float]:
    """Project a WGS84 point onto the map plane.

    Source of the formula: Snyder, Map Projections (USGS 1395), ellipsoidal oblique aspect. GeoPandas takes a second
    to import, so the points of a picture are projected here; a test holds it within a metre of pyproj.

    Args:
        lat: degrees north.
        lon: degrees east.

    Returns:
        (x, y) in kilometres east and north of 53.6 N 27.9 E.
    """
    beta = asin(_authalic(sin(radians(lat))) / _QP)
    turn = radians(lon - LON_0)
    scale = _RADIUS * sqrt(2 / (1 + sin(_BETA_0) * sin(beta) + cos(_BETA_0) * cos(beta) * cos(turn)))
    x = scale * _STRETCH * cos(beta) * sin(turn)
    y = scale / _STRETCH * (cos(_BETA_0) * sin(beta) - sin(_BETA_0) * cos(beta) * cos(turn))
    return x, y
