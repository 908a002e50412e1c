"""Golden pages: a page in a family's form, written for this project, and what is to be read out of it.

``FAMILY-NAME.html|json|xml`` has ``FAMILY-NAME.expected.json`` beside it, whose ``asked`` holds the portal,
the page's address and the day, and whose other keys are what :func:`as_json` makes of the reading.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from bulletin_nlp.crawl.lists import ListPage, read_list
from bulletin_nlp.portals import Portal

FOLDER = Path(__file__).parent / "golden"
PAGES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def family_of(page: Path) -> str:
    return page.name.split("-")[0]


def expected_of(page: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{page.stem}.expected.json").read_text(encoding="utf-8"))
    return found


def portal_of(family: str, url: str, **settings: Any) -> Portal:
    """A portal of an invented town with one list, for pages of a family."""
    described = {
        "name": "linjiang",
        "title": "临江市住房和城乡建设局",
        "publisher": "临江市住房和城乡建设局",
        "region": "100000",
        "hosts": ["www.linjiang.example"],
        "family": family,
        "list": [{"column": "gzdt", "url": url}],
    }
    return Portal.model_validate(described | settings)


def read_golden(page: Path) -> ListPage:
    asked = expected_of(page)["asked"]
    portal = portal_of(family_of(page), asked["list"], **asked.get("portal", {}))
    seen = date.fromisoformat(asked["seen"]) if "seen" in asked else None
    return read_list(page.read_bytes(), asked["url"], portal, seen=seen)


def as_json(read: ListPage) -> dict[str, Any]:
    """The parts of a reading that a golden page pins."""
    following = read.next
    return {
        "items": [
            {
                "url": item.url,
                "title": item.title,
                "published": item.published.isoformat() if item.published else None,
                "basis": item.date_basis,
            }
            for item in read.items
        ],
        "next": following and [following.url, following.number, following.guessed],
        "total": read.total,
        "problems": [[problem.code, problem.count] for problem in read.problems],
    }
