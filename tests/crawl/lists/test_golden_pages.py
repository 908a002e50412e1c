"""Every family reads the pages that were written for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin_nlp.crawl.lists import READERS
from bulletin_nlp.portals import families
from tests.crawl.lists.golden_pages import FOLDER, PAGES, as_json, expected_of, family_of, read_golden


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_golden_page_is_read_as_is_written_beside_it(page: Path) -> None:
    expected = expected_of(page)
    del expected["asked"]
    assert as_json(read_golden(page)) == expected


def test_every_family_has_a_reader_and_a_golden_page_with_entries() -> None:
    assert set(READERS) == set(families())
    with_entries = {family_of(page) for page in PAGES if expected_of(page)["items"]}
    assert with_entries == set(families())


def test_no_expectation_is_left_without_its_page() -> None:
    stems = {path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json")}
    assert stems == {page.stem for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nothing_of_the_side_or_another_host_leaks_into_a_list(page: Path) -> None:
    read = read_golden(page)
    assert not [item.url for item in read.items if "/tzgg/" in item.url or "elsewhere" in item.url]
    assert read.told or not read.items
