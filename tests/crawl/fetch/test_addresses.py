"""Which addresses are connected to."""

from __future__ import annotations

import socket

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from bulletin_nlp.crawl.fetch.addresses import OutsideAddress, connectable, is_public
from tests.crawl.fetch.site import ARTICLE, Site, portal_of, resolving

NAME = "www.linjiang.example"
ANY = "0.0.0.0"  # noqa: S104  # it is refused, not bound


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        ANY,
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:7f00:1",
            "::127.0.0.1",
            "2002:7f00:1::",
            "2002:a00:1::1",
        ),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:7f00:1::", "64:ff9b:1::a00:1"),
        *("", "localhost", "1.2.3", "0x7f.1"),
    ],
)
def test_all_others_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1", "100.64.0.1"]
)
def test_a_name_that_leads_to_a_private_address_is_not_asked(address: str) -> None:
    portal = portal_of(f"https://{NAME}/a/", (NAME,))
    with Fetcher(resolve=resolving(address)) as fetcher:
        answer = fetcher.fetch(f"https://{NAME}/a/1.html", portal)
    assert str(answer.problem) == "outside:address"
    assert address in (answer.message or "")


def test_a_private_address_in_digits_is_not_asked_for_a_portal_of_the_internet(site: Site) -> None:
    portal = portal_of(f"https://{NAME}/a/", (NAME,))
    with Fetcher() as fetcher:
        assert str(fetcher.fetch(site.url(), portal).problem) == "outside:address"
    assert site.asked == []


def test_a_name_is_resolved_once_and_that_address_is_connected_to(site: Site) -> None:
    """A second resolution could give another address than the one that was looked at."""
    calls: list[str] = []
    url = site.answer("/a/1.html", ARTICLE)
    portal = site.portal(hosts=(f"linjiang.test:{site.port}",))
    named = url.replace("127.0.0.1", "linjiang.test")
    with Fetcher(resolve=resolving("127.0.0.1", calls=calls)) as fetcher:
        answer = fetcher.fetch(named, portal)
    assert (answer.problem, answer.body) == (None, ARTICLE)
    # robots.txt and the page share a connection
    assert calls == ["linjiang.test"]
    assert site.asked[-1].headers["Host"] == f"linjiang.test:{site.port}"


def test_only_the_public_ones_of_several_addresses_are_left() -> None:
    found = connectable(NAME, 443, private=False, resolve=resolving("10.0.0.1", "8.8.8.8", "::1"))
    assert [entry[4][0] for entry in found] == ["8.8.8.8"]
    with pytest.raises(OutsideAddress, match=r"10\.0\.0\.1"):
        connectable(NAME, 443, private=False, resolve=resolving("10.0.0.1", "::1"))
    assert len(connectable(NAME, 443, private=True, resolve=resolving("10.0.0.1", "::1"))) == 2


def test_the_next_address_is_tried_where_one_takes_no_connection(site: Site) -> None:
    url = site.answer("/a/1.html", ARTICLE).replace("127.0.0.1", "linjiang.test")
    portal = site.portal(hosts=(f"linjiang.test:{site.port}",))
    with Fetcher(resolve=resolving("127.0.0.2", "127.0.0.1")) as fetcher:
        assert fetcher.fetch(url, portal).body == ARTICLE


def test_an_unknown_name_is_told(site: Site) -> None:
    def unknown(*asked: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    portal = site.portal(hosts=("nowhere.test",))
    with Fetcher(FetchSettings(retries=0), resolve=unknown) as fetcher:
        assert str(fetcher.fetch("http://nowhere.test/a", portal).problem) == "unreachable:dns"


def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(site: Site) -> None:
    """The portal's file allows the name; what it leads to decides."""
    public, inside = "www.linjiang.example", "inner.linjiang.example"
    portal = portal_of(f"https://{public}/a/", (public, inside))
    with Fetcher(resolve=resolving("192.168.0.7")) as fetcher:
        assert str(fetcher.fetch(f"https://{inside}/", portal).problem) == "outside:address"
