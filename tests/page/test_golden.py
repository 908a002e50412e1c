"""A page in each CMS's form is read as its card says. The pages and what they tell are invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page import Article, read_page

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))
#: Pages of no one's template: in <article>, #content and other broad names, and in no container at all.
WITHOUT_TEMPLATE = {(None, "container"), (None, "density")}


def card(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def article(name: str) -> Article:
    html = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    return read_page(html, url=card(name).get("url"))


def test_every_template_of_the_lexicon_has_a_golden_page_and_every_page_a_card() -> None:
    templates = {container["cms"] for container in read_lexicon("page")["container"]} - {"broad names"}
    assert {(card(name)["template"], card(name).get("body_basis", "container")) for name in NAMES} == {
        (template, "container") for template in templates
    } | WITHOUT_TEMPLATE
    assert {path.stem for path in GOLDEN.glob("*.html")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_page_gives_title_date_source_and_template_of_its_card(name: str) -> None:
    read, expected = article(name), card(name)
    published = read.published.isoformat() if read.published else None
    assert (read.title, published, read.published_basis) == (
        expected["title"],
        expected["published"],
        expected["basis"],
    )
    assert (read.content_source, read.site_name) == (expected["source"], expected["site_name"])
    assert (read.template, read.body_basis) == (
        expected["template"],
        expected.get("body_basis", "container"),
    )
    assert read.hosted_by == expected.get("hosted_by")
    assert read.clone_of is None


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_pages_body_begins_and_ends_as_its_card_says(name: str) -> None:
    read, expected = article(name), card(name)
    assert read.text.startswith(expected["begins"])
    assert read.text.endswith(expected["ends"])
    assert [words for words in expected.get("absent", []) if words in read.text] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_pages_attachments_captions_and_document_block_are_those_of_its_card(name: str) -> None:
    read, expected = article(name), card(name)
    assert [[a.title, a.url, a.suffix] for a in read.attachments] == expected["attachments"]
    assert list(read.captions) == expected.get("captions", [])
    assert dict(read.document) == expected.get("document", {})
