"""Sources with certificates: an authority of their own, and every fault by its name."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from data.transport import Request, SourceError, TransportError, fetch, load_sources
from data.transport.http import open_client
from data.transport.tls import Tls

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder, name="authority"):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key.public_key(), ca=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, subject, public, *, ca=False, names=(), begin=NOW - DAY, end=NOW + DAY):
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )  # fmt: skip
        if ca:
            usage = x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                decipher_only=False,
            )  # fmt: skip
            builder = builder.add_extension(usage, critical=True)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, name, address="127.0.0.1", **times):
        """Files of certificate and key for an address."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = [x509.IPAddress(ipaddress.ip_address(address))]
        certificate = self._sign(subject, key.public_key(), names=names, **times)
        files = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def serve_tls(serve):
    def start(files, client_authority=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        if client_authority is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_authority)
        server = serve(lambda h: h.say(b"a report"), context)
        return f"https://127.0.0.1:{server.server_port}"

    return start


def ask(address, tls=None):
    with open_client(tls) as client:
        return fetch(client, Request(address))


def fault(address, tls=None):
    with pytest.raises(TransportError) as caught:
        ask(address, tls)
    return caught.value.reason, caught.value.permanent


def test_a_source_with_its_own_authority_is_read(authority, serve_tls):
    address = serve_tls(authority.issue("server"))
    assert ask(address, Tls(ca=authority.file)).body == b"a report"


def test_an_authority_that_nobody_named_is_not_believed(authority, serve_tls):
    assert fault(serve_tls(authority.issue("server"))) == ("tls_unknown_issuer", True)


def test_another_authority_is_not_believed(authority, serve_tls, tmp_path):
    other = Authority(tmp_path, "other")
    assert fault(serve_tls(authority.issue("server")), Tls(ca=other.file)) == ("tls_unknown_issuer", True)


def test_a_certificate_for_another_address_is_named(authority, serve_tls):
    address = serve_tls(authority.issue("server", address="10.0.0.1"))
    assert fault(address, Tls(ca=authority.file)) == ("tls_other_name", True)


@pytest.mark.parametrize("times", [{"end": NOW - DAY / 2}, {"begin": NOW + DAY / 2}])
def test_a_certificate_out_of_its_time_is_named(times, authority, serve_tls):
    address = serve_tls(authority.issue("server", **times))
    assert fault(address, Tls(ca=authority.file)) == ("tls_expired", True)


def test_a_source_that_wants_to_know_us_is_shown_our_certificate(authority, serve_tls):
    address = serve_tls(authority.issue("server"), authority.file)
    assert ask(address, Tls(authority.file, *authority.issue("us"))).body == b"a report"


def test_a_source_that_wants_to_know_us_and_does_not_is_named(authority, serve_tls):
    address = serve_tls(authority.issue("server"), authority.file)
    assert fault(address, Tls(ca=authority.file)) == ("tls_client_certificate", True)


def test_a_source_that_speaks_no_tls_is_named(authority, serve):
    server = serve(lambda h: h.say(b"x"))
    assert fault(f"https://127.0.0.1:{server.server_port}", Tls(ca=authority.file)) == ("tls", True)


def test_files_that_went_away_are_named_without_their_path(authority, serve_tls):
    address = serve_tls(authority.issue("server"))
    authority.file.unlink()
    with pytest.raises(TransportError) as caught:
        ask(address, Tls(ca=authority.file))
    assert str(caught.value) == "tls_files"


def test_sources_name_certificates_relative_to_their_own_folder(authority, serve_tls, tmp_path):
    address = serve_tls(authority.issue("server"))
    authority.issue("us")
    (tmp_path / "sources.yaml").write_text(
        f"gpk_detections: {{url: '{address}', ca: authority.pem, cert: us.crt, key: us.key, max_mb: 20}}"
    )
    source = load_sources(tmp_path / "sources.yaml")["gpk_detections"]
    assert source.limits.max_bytes == 20_000_000
    assert ask(source.request().address, source.tls).body == b"a report"


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("ca: none.pem", "ca: no such file"),
        ("ca: empty.pem", "ca: not a PEM file"),
        ("key: us.key", "key: only with cert"),
        ("cert: us.crt, key: other.key", "cert, key: not a PEM file"),
        ("ca: [1]", "ca: no such file"),
        ("verify: false", "unknown key verify"),
        ("max_mb: 51", "max_mb"),
        ("max_mb: 0", "max_mb"),
        ("max_mb: true", "max_mb"),
        ("keep_days: -1", "keep_days"),
        ("keep_days: 1.5", "keep_days"),
        ("signed: us.crt", "signed: {key: FILE}"),
        ("signed: {key: none}", "key: no such file"),
        ("signed: {key: us.crt}", "signed.key: line 1"),
        ("signed: {key: empty.pem}", "signed.key: no key in it"),
    ],
)
def test_faults_of_files_are_named_by_their_keys(keys, named, authority, tmp_path):
    authority.issue("us")
    authority.issue("other")
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "sources.yaml").write_text(f"gpk_detections: {{url: 'https://x.example', {keys}}}")
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path / "sources.yaml")
    assert named in str(caught.value)


def test_certificates_without_tls_are_a_fault(authority, tmp_path):
    (tmp_path / "sources.yaml").write_text("gpk_detections: {url: 'http://x.example', ca: authority.pem}")
    with pytest.raises(SourceError, match="only with an https url"):
        load_sources(tmp_path / "sources.yaml")
