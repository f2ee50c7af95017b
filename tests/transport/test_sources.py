"""`sources.yaml`: where feeds come from, and what is refused by name."""

import pytest

from data.feeds.contract import Ask
from data.transport import SourceError, load_sources

ENVIRON = {"GPK_TOKEN": "t0p/&=x", "MZ_AUTH": "Bearer s3cret", "EMPTY": "", "ODD": "a\nb"}


def load(tmp_path, text):
    path = tmp_path / "sources.yaml"
    path.write_text(text, "utf-8")
    return load_sources(path, environ=ENVIRON)


def test_addresses_credentials_and_limits_are_read(tmp_path):
    sources = load(
        tmp_path,
        """
        gpk_equeue:
          url: https://queue.example/api/
          params: {token: {env: GPK_TOKEN}, lang: ru}
          timeout_s: 2
        mz_hospital_places: {url: "http://mz.example/places", headers: {Authorization: {env: MZ_AUTH}}}
        mvd_reception: {spool: true}
        """,
    )
    queue = sources["gpk_equeue"]
    asked = queue.request(Ask("/info/monitoring-new?checkpointId=abc"), etag='"1"')
    assert asked.address == "https://queue.example/api/info/monitoring-new?checkpointId=abc&token=t0p%2F%26%3Dx&lang=ru"
    assert asked.etag == '"1"'
    assert (queue.limits.total_s, queue.limits.connect_s) == (2, 2)
    places = sources["mz_hospital_places"].request(Ask())
    assert places.address == "http://mz.example/places"
    assert places.headers == {"Authorization": "Bearer s3cret"}
    assert sources["mvd_reception"].url is None
    with pytest.raises(ValueError, match="no address"):
        sources["mvd_reception"].request()


def test_credentials_are_never_shown(tmp_path):
    sources = load(
        tmp_path,
        "gpk_equeue: {url: 'http://q.example', params: {token: {env: GPK_TOKEN}}, headers: {A: {env: MZ_AUTH}}}",
    )
    shown = repr(sources["gpk_equeue"]) + repr(sources["gpk_equeue"].request(Ask("x")))
    assert "t0p" not in shown
    assert "s3cret" not in shown


@pytest.mark.parametrize("text", ["", "# nothing yet", "{}"])
def test_an_empty_file_configures_nothing(text, tmp_path):
    assert load(tmp_path, text) == {}


def test_a_missing_file_configures_nothing(tmp_path):
    assert load_sources(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("gpk_quene: {spool: true}", "gpk_quene: unknown feed"),
        ("gpk_equeue: {url: 'http://x.example', token: a}", "gpk_equeue: unknown key token"),
        ("gpk_equeue: {}", "gpk_equeue: needs url"),
        ("gpk_equeue: {spool: false}", "gpk_equeue: needs url"),
        ("gpk_equeue: yes", "gpk_equeue: a mapping"),
        ("gpk_equeue: {url: 'file:///etc/passwd'}", "gpk_equeue: url"),
        ("gpk_equeue: {url: 5}", "gpk_equeue: url"),
        ("gpk_equeue: {url: 'http://user:pw@x.example'}", "gpk_equeue: url: credentials"),
        ("gpk_equeue: {url: 'http://x.example', headers: {A: secret}}", "gpk_equeue: headers.A"),
        ("gpk_equeue: {url: 'http://x.example', headers: {A: {env: NONE}}}", "variable NONE is not set"),
        ("gpk_equeue: {url: 'http://x.example', headers: {A: {env: EMPTY}}}", "variable EMPTY is not set"),
        ("gpk_equeue: {url: 'http://x.example', headers: {A: {env: ODD}}}", "variable ODD holds"),
        ("gpk_equeue: {url: 'http://x.example', params: [a]}", "gpk_equeue: params"),
        ("gpk_equeue: {url: 'http://x.example', params: {a: [1]}}", "gpk_equeue: params.a"),
        ("gpk_equeue: {url: 'http://x.example', timeout_s: 0}", "gpk_equeue: timeout_s"),
        ("gpk_equeue: {url: 'http://x.example', timeout_s: true}", "gpk_equeue: timeout_s"),
        ("- gpk_equeue", "sources.yaml: a mapping"),
        ("gpk_equeue: {url: [", "sources.yaml: not YAML, line 1"),
        ("a: !!python/object/apply:os.system [x]", "sources.yaml: not YAML"),
        ("a: " + "[" * 5_000, "sources.yaml: not YAML"),
    ],
)
def test_faults_are_named(text, named, tmp_path):
    with pytest.raises(SourceError) as fault:
        load(tmp_path, text)
    assert named in str(fault.value)
    assert "pw" not in str(fault.value)
    assert "secret" not in str(fault.value)
