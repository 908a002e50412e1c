"""TLS: always verified, and told apart where it fails. Certificates are made by openssl."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from bulletin_nlp.crawl.fetch.connections import tls_context
from bulletin_nlp.crawl.fetch.failures import failure_of
from bulletin_nlp.crawl.fetch.redirects import outside
from bulletin_nlp.errors import BulletinError
from tests.crawl.fetch.site import ARTICLE, Site, resolving, serving

OPENSSL = shutil.which("openssl") or ""
pytestmark = pytest.mark.skipif(not OPENSSL, reason="no openssl to make certificates with")
NAME = "www.linjiang.test"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
MADE = (("good", NAME, "30"), ("wrong", "elsewhere.test", "30"), ("expired", NAME, "-1"))


def run(*arguments: str) -> None:
    subprocess.run([OPENSSL, *arguments], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    for name in ("ca", "other"):
        run(
            *(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
            ),
            *(
                "-subj",
                f"/CN={name} of a test",
                "-keyout",
                f"{folder}/{name}.key",
                "-out",
                f"{folder}/{name}.pem",
            ),
            *("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"),
        )
    for name, host, days in (
        ("good", NAME, "30"),
        ("wrong", "elsewhere.test", "30"),
        ("expired", NAME, "-1"),
    ):
        (folder / "names.ext").write_text(f"subjectAltName=DNS:{host}\n")
        run(
            *(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                f"/CN={host}",
            ),
            *("-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr"),
        )
        run(
            *(
                "x509",
                "-req",
                "-in",
                f"{folder}/{name}.csr",
                "-CA",
                f"{folder}/ca.pem",
                "-CAkey",
                f"{folder}/ca.key",
            ),
            *(
                "-CAcreateserial",
                "-days",
                days,
                "-extfile",
                f"{folder}/names.ext",
                "-out",
                f"{folder}/{name}.pem",
            ),
        )
    return folder


def served(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


def outcome(site: Site, ca_file: Path | None, **changes: object) -> str:
    settings = FetchSettings(retries=0, ca_file=ca_file, read_timeout=3, connect_timeout=3)
    with Fetcher(settings, resolve=resolving("127.0.0.1")) as fetcher:
        portal = site.portal(hosts=(f"{NAME}:{site.port}",), **changes)
        answer = fetcher.fetch(f"https://{NAME}:{site.port}/a/1.html", portal)
        if answer.problem is None:
            assert answer.body == ARTICLE
        else:
            assert answer.message
            assert fetcher.stopped(answer.url) == answer.problem
        return str(answer.problem)


@pytest.mark.parametrize(
    ("name", "trusted", "expected"),
    [
        ("good", "ca", "None"),
        ("good", None, "tls:certificate"),
        ("good", "other", "tls:certificate"),
        ("ca", None, "tls:certificate"),
        ("wrong", "ca", "tls:name"),
        ("expired", "ca", "tls:expired"),
    ],
)
def test_certificates_are_verified_by_authority_name_and_day(
    authority: Path, name: str, trusted: str | None, expected: str
) -> None:
    with serving(served(authority, name)) as site:
        site.answer("/a/1.html", ARTICLE)
        assert outcome(site, authority / f"{trusted}.pem" if trusted else None) == expected
        assert ("/a/1.html" in site.paths) == (expected == "None")


def test_legacy_renegotiation_does_not_loosen_the_certificate(authority: Path) -> None:
    with serving(served(authority, "wrong")) as site:
        assert outcome(site, authority / "ca.pem", tls={"legacy_renegotiation": True}) == "tls:name"


def test_a_server_without_tls_fails_the_handshake(site: Site) -> None:
    site.answer("/a/1.html", ARTICLE)
    assert outcome(site, None) == "tls:handshake"


def test_no_version_in_common_fails_the_handshake(authority: Path) -> None:
    context = served(authority, "good")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA")
    with serving(context) as site:
        assert outcome(site, authority / "ca.pem") == "tls:handshake"


def test_https_to_http_is_not_followed(authority: Path) -> None:
    with serving(served(authority, "good")) as site, serving() as plain:
        site.redirect("/a/1.html", f"http://{NAME}:{plain.port}/a/1.html")
        plain.answer("/a/1.html", ARTICLE)
        hosts = (f"{NAME}:{plain.port}",)
        own = f"{NAME}:{site.port}"
        portal = site.portal(hosts=(own, *hosts))
        public = portal.model_copy(update={"network": portal.network.model_copy(update={"private": False})})
        reasoned = public.model_copy(update={"http_reason": "部分栏目没有证书"})
        target = f"http://{NAME}:{plain.port}/a/1.html"
        assert str((outside(target, public) or ("",))[0]) == "outside:scheme"
        assert outside(target, reasoned) is None
        settings = FetchSettings(ca_file=authority / "ca.pem")
        with Fetcher(settings, resolve=resolving("127.0.0.1")) as fetcher:
            assert fetcher.fetch(f"https://{own}/a/1.html", portal).body == ARTICLE


def test_the_setting_reaches_only_its_own_context() -> None:
    legacy = 0x4
    assert tls_context(legacy_renegotiation=True).options & legacy
    assert not tls_context().options & legacy
    for context in (tls_context(), tls_context(legacy_renegotiation=True)):
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname


def test_a_server_of_the_old_renegotiation_is_told() -> None:
    error = ssl.SSLError(
        1, "[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled"
    )
    assert str(failure_of(error)[0]) == "tls:legacy"


def test_a_file_without_certificates_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(BulletinError, match="ca_file"):
        Fetcher(FetchSettings(ca_file=tmp_path / "ca.pem"))


@pytest.fixture
def broken_off() -> Iterator[int]:
    """A port that takes connections and closes them in the middle of the handshake."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(5)

    def take() -> None:
        try:
            taken, _ = listening.accept()
        except OSError:
            return
        taken.recv(5000)
        taken.close()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.close()
    thread.join(5)


def test_a_handshake_that_breaks_off_is_told(broken_off: int) -> None:
    assert outcome(Site(broken_off, "https"), None) in ("tls:handshake", "unreachable:reset")
