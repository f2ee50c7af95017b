"""Situations read from the store by version."""

import pytest

from dashboard.delivery.picture import KEPT, Pictures
from tests.dashboard import stage


@pytest.fixture
def pictures(tmp_path):
    return Pictures(stage.run_on(tmp_path))


def test_before_the_first_store_there_is_no_picture(pictures):
    assert pictures.newest() is None
    assert pictures.newest_version() is None
    assert pictures.situation(5) is None


def test_a_situation_comes_back_as_it_was_published(tmp_path, pictures):
    version = stage.publish(tmp_path, stage.surge())
    found = pictures.situation(version)
    assert found is not None
    assert (found.version, found.sections) == (version, stage.surge().sections)
    assert pictures.newest() == found


def test_few_situations_are_kept_in_memory(tmp_path, pictures):
    versions = [stage.publish(tmp_path, stage.surge()) for _ in range(KEPT + 3)]
    assert all(pictures.situation(version) for version in versions)
    assert len(pictures._kept) == KEPT


def test_a_store_that_was_begun_anew_is_seen(tmp_path, pictures):
    stage.publish(tmp_path, stage.surge())
    assert pictures.newest() is not None
    for file in (tmp_path / stage.MODE).iterdir():
        file.unlink()
    assert pictures.newest_version() is None
    second = stage.publish(tmp_path, stage.surge())
    assert pictures.newest_version() == second
    assert pictures.situation(second) is not None
