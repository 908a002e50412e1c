"""Portals as files: the package's, a user's, and those that are refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.portals import VARIABLE, portal, read_portals

PORTAL = """
name = "linjiang"
title = "临江市住房和城乡建设局"
publisher = "临江市住房和城乡建设局"
region = "442000"
hosts = ["www.linjiang.example"]
family = "nfcms"
[[list]]
column = "工作动态"
url = "https://www.linjiang.example/gzdt/"
"""


@pytest.fixture(autouse=True)
def _no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def folder_with(folder: Path, text: str, name: str = "linjiang") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BulletinError) as caught:
        read_portals(folder_with(folder / "own", text))
    assert caught.value.code == "portal_invalid"
    assert "linjiang.toml" in caught.value.message
    assert caught.value.remedy
    return str(caught.value)


def test_the_package_describes_at_least_twelve_portals_none_of_them_verified_or_enabled() -> None:
    portals = read_portals()
    assert len(portals) >= 12
    for described in portals.values():
        assert (described.verified, described.enabled) == (False, False)
        assert described.politeness.delay >= 2
        assert not described.tls.legacy_renegotiation


@pytest.mark.parametrize("path", resources.portal_files(), ids=lambda path: path.stem)
def test_a_portal_of_the_package_says_what_is_known_and_why_it_expects_what_it_does(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = " ".join(line for line in lines[:6] if line.startswith("#"))
    assert "Known:" in head
    assert "Not known:" in head
    expected = tomllib.loads("\n".join(lines))["expect"]
    for key in expected:
        (at,) = [i for i, line in enumerate(lines) if line.startswith(f"{key} =")]
        assert lines[at - 1].startswith("# ")


def test_a_folder_of_ones_own_is_read_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder_with(tmp_path, PORTAL)
    assert portal("linjiang", own).lists[0].column == "工作动态"
    assert len(read_portals(own)) == len(read_portals()) + 1
    monkeypatch.setenv(VARIABLE, str(own))
    assert portal("linjiang").politeness.delay == 2.0


def test_a_file_of_the_same_name_takes_the_place_of_the_package(tmp_path: Path) -> None:
    text = (resources.portal_files()[0]).read_text(encoding="utf-8")
    name = resources.portal_files()[0].stem
    own = folder_with(tmp_path, text.replace("enabled = false", "enabled = true"), name)
    assert portal(name, own).enabled
    assert not portal(name).enabled


def test_an_unknown_portal_is_told_with_what_may_be_meant() -> None:
    with pytest.raises(BulletinError, match="did you mean mohurd") as caught:
        portal("mohrd")
    assert caught.value.code == "portal_unknown"


REFUSED = [
    ('family = "nfcms"', 'family = "nfcms"\ncolour = "red"', "key colour: no such key"),
    ('column = "工作动态"', 'column = "工作动态"\ncolour = 1', "key list.1.colour: no such key"),
    ('title = "临江市住房和城乡建设局"\n', "", "key title: missing"),
    ('family = "nfcms"', 'family = "wordpress"', "there is no family 'wordpress'"),
    ('hosts = ["www.linjiang.example"]', 'hosts = ["other.example"]', "not among hosts"),
    ('hosts = ["www.linjiang.example"]', 'hosts = ["https://www.linjiang.example/"]', "is no host"),
    ("https://www.linjiang", "http://www.linjiang", "http_reason"),
    ("https://www.linjiang", "ftp://www.linjiang", "is no http or https address"),
    ('region = "442000"', 'region = "449999"', "no place has the code 449999"),
    ('region = "442000"', 'region = "Guangdong"', "key region"),
    ('name = "linjiang"', 'name = "another"', "'another' is not the file's name"),
    ('name = "linjiang"', 'name = "Lin Jiang"', "is no name"),
    ("[[list]]", "[politeness]\ndelay = 0.5\n[[list]]", "0.5 s is too hasty"),
    ("[[list]]", "[politeness]\ndelay = nan\n[[list]]", "politeness.delay"),
    ("[[list]]", '[select]\nitems = "ul[["\n[[list]]', "is no CSS selector"),
    ("[[list]]", '[pagination]\nkind = "endless"\n[[list]]', "key pagination.kind"),
    ("[[list]]", "[[", "no TOML"),
]


@pytest.mark.parametrize(("old", "new", "expected"), REFUSED)
def test_a_portal_that_cannot_be_used_is_refused_with_file_key_and_way_out(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in PORTAL
    assert expected in refusal(tmp_path, PORTAL.replace(old, new, 1))


def test_a_family_with_an_interface_keeps_its_own_paging(tmp_path: Path) -> None:
    text = PORTAL.replace("nfcms", "gkmlpt") + '[pagination]\nkind = "index_from_1"\n'
    assert "pagination.kind" in refusal(tmp_path, text)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    listed = PORTAL[PORTAL.index("[[list]]") :]
    assert "two columns" in refusal(tmp_path, PORTAL + listed)


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(BulletinError, match=r"portal_invalid.*cannot be read"):
        read_portals(tmp_path / "none")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.linjiang.example/a", True),
        ("http://linjiang.example/a", True),
        ("https://zjj.linjiang.example/a", False),
        ("https://linjiang.example.evil.example/", False),
        ("https://user@linjiang.example/", False),
        ("https://linjiang.example:8080/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_the_hosts_that_are_named_are_allowed(tmp_path: Path, url: str, allowed: bool) -> None:
    assert portal("linjiang", folder_with(tmp_path, PORTAL)).allows(url) is allowed


def test_a_machine_of_ones_own_may_be_private_unhurried_and_without_tls(tmp_path: Path) -> None:
    own = PORTAL.replace("www.linjiang.example", "127.0.0.1:8000").replace("https://", "http://")
    settings = "[politeness]\ndelay = 0\n[network]\nprivate = true\n"
    text = own.replace("[[list]]", settings + "[[list]]", 1)
    described = portal("linjiang", folder_with(tmp_path, text))
    assert described.politeness.delay == 0
    assert described.allows("http://127.0.0.1:8000/a")
    assert not described.allows("http://127.0.0.1:8001/a")
    assert "is no host" in refusal(tmp_path, own)
    assert "is without TLS" in refusal(tmp_path, PORTAL.replace("https://", "http://"))
