"""``docs/portals.md`` says what portals, families and readers do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from bulletin_nlp import resources
from bulletin_nlp.crawl.lists.outcome import FATAL, ProblemCode
from bulletin_nlp.portals import Portal, families

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "portals.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    part = PAGE.split(heading)[1].split("\n## ")[0]
    return re.findall(r"^\| `([\w.]+)`", part, re.M)


def keys_of(model: type[BaseModel], head: str = "") -> list[str]:
    keys: list[str] = []
    for name, field in model.model_fields.items():
        key = head + (field.alias or name)
        parts = [*get_args(field.annotation), field.annotation]
        inner = next((p for p in parts if isinstance(p, type) and issubclass(p, BaseModel)), None)
        if inner is None:
            keys.append(key)
        else:
            keys += ([key] if field.alias else []) + keys_of(inner, key + ".")
    return keys


def test_every_key_of_a_portal_is_explained() -> None:
    assert first_cells("## The file") == keys_of(Portal)


def test_every_family_is_explained() -> None:
    assert first_cells("## Families") == list(families())


def test_every_problem_is_explained() -> None:
    assert set(first_cells("## What is read")) == set(get_args(ProblemCode))
    (fatal,) = re.findall(r"After (.*?) a page has told", PAGE, re.S)
    assert set(re.findall(r"`(\w+)`", fatal)) == FATAL


def test_the_description_that_a_portal_begins_with_names_every_part() -> None:
    template: dict[str, Any] = tomllib.loads(resources.portal_template()[0].read_text(encoding="utf-8"))
    text = resources.portal_template()[0].read_text(encoding="utf-8")
    assert set(template) <= set(Portal.model_fields) | {"list"}
    for key in keys_of(Portal):
        assert re.search(rf"^(?:# )?\[?\[?{key.split('.')[-1]}\b", text, re.M), key
