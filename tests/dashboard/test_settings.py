"""Settings from the environment."""

import pytest

from dashboard.settings import LOOPBACK, load_settings
from data.running import SettingsError


def test_defaults_are_loopback_live_and_one_worker():
    found = load_settings({})
    assert (found.host, found.port, found.workers, found.running.mode) == ("127.0.0.1", 8050, 1, "live")
    assert found.allowed_hosts == LOOPBACK
    assert found.address == "http://127.0.0.1:8050"


def test_a_host_that_others_can_reach_is_refused_without_sign_in():
    with pytest.raises(SettingsError, match=r"HOST is '0\.0\.0\.0'"):
        load_settings({"HOST": "0.0.0.0"})


@pytest.mark.parametrize("text", ["0", "-1", "65536", "80a", "٨٠"])
def test_a_port_that_is_none_is_named(text):
    with pytest.raises(SettingsError, match="PORT is"):
        load_settings({"PORT": text})


def test_a_wrong_mode_is_named():
    with pytest.raises(SettingsError, match="MODE"):
        load_settings({"MODE": "test"})


def test_names_of_a_reverse_proxy_are_added_to_the_loopback():
    assert load_settings({"ALLOWED_HOSTS": "Desk.example, "}).allowed_hosts == LOOPBACK | {"desk.example"}


def test_an_address_of_version_six_is_bracketed():
    assert load_settings({"HOST": "::1", "PORT": "9000"}).address == "http://[::1]:9000"
