"""The plane of the map."""

import subprocess
import sys

import pytest
from pyproj import Transformer

from layers.map.projection import LAT_0, LON_0, PROJ, project

CORNERS = [(53.6, 27.9), (51.26, 23.18), (56.17, 32.78), (49.8, 20.5), (58.2, 36.0), (53.9, 27.57)]


@pytest.mark.parametrize(("lat", "lon"), CORNERS)
def test_the_formula_stays_within_a_metre_of_pyproj(lat, lon):
    expected = Transformer.from_crs("EPSG:4326", PROJ, always_xy=True).transform(lon, lat)
    assert project(lat, lon) == pytest.approx(expected, abs=0.001)


def test_the_middle_is_the_origin():
    assert project(LAT_0, LON_0) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_drawing_imports_no_geometry_library():
    heavy = {"geopandas", "shapely", "pyproj", "plotly"}
    code = f"import sys, layers.map, layers.wall; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
