"""What tests of several folders share: a PostgreSQL of their own, started when the first of them asks for it."""

import pytest

from tests.postgres import cluster


@pytest.fixture(scope="session")
def postgres():
    with cluster() as started:
        yield started


@pytest.fixture
def database(postgres):
    """Address of a fresh database."""
    with postgres.database() as address:
        yield address
