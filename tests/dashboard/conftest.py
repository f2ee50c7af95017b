"""One web process on a prepared store for all tests of a module; its boards are drawn without `layers`."""

import pytest

from tests.dashboard import stage


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def first_version(state):
    return stage.publish(state, stage.surge())


@pytest.fixture(scope="module")
def web(state, first_version):
    with stage.running(state) as process:
        yield process
