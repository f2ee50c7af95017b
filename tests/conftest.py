"""What tests of several folders share: a PostgreSQL of their own, started when the first of them asks for it."""

import pytest

from tests.postgres import cluster


def pytest_make_parametrize_id(val, argname):
    """Long bytes are named by their argument: packed ones hold the time of packing, another one on each core."""
    return f"{argname}_bytes" if isinstance(val, bytes) and len(val) > 40 else None


@pytest.fixture(scope="session")
def postgres():
    with cluster() as started:
        yield started


@pytest.fixture
def database(postgres):
    """Address of a fresh database."""
    with postgres.database() as address:
        yield address
