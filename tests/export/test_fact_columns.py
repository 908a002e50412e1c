"""The columns of facts name everything that the record states, once."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import closed_sets as sets
from bulletin_nlp.export.cells import check_columns
from bulletin_nlp.export.fact_columns import KINDS, fact_columns, shown_columns
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import (
    FACT_KINDS,
    AsOf,
    Bulletin,
    Community,
    Deadline,
    Metric,
    Official,
    Organization,
    Period,
    Position,
    Region,
    Task,
    facts,
    spans,
)
from bulletin_nlp.record import bulletin as bulletin_models
from bulletin_nlp.store.views import rows_of

MODELS = dict(
    zip(FACT_KINDS, (Official, Organization, Region, Community, Metric, Deadline, Task), strict=True)
)
# Fields whose columns bear other names.
COLUMNS_OF_FIELDS = {
    "span": {"quote", "span_start", "span_end", "source_start", "source_end"},
    "positions": {"organizations", "titles"},
    "period": {"period_start", "period_end", "period_text"},
    "as_of": {"as_of", "as_of_basis"},
    "context_span": {"context"},
}
# What a table has no cell for; the record has it.
NESTED = {"mentions", "evidence"}


def names(kind: str) -> list[str]:
    return [column.name for column in fact_columns(kind)]


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_every_field_of_a_fact_has_its_columns(kind):
    for field in set(MODELS[kind].model_fields) - NESTED:
        assert COLUMNS_OF_FIELDS.get(field, {field}) <= set(names(kind))


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_no_column_of_a_fact_is_made_up(kind):
    of_bulletin = set(names("bulletins"))
    of_fields = {
        name
        for field in set(MODELS[kind].model_fields) - NESTED
        for name in COLUMNS_OF_FIELDS.get(field, {field})
    }
    assert set(names(kind)) - of_bulletin == of_fields - of_bulletin


def test_every_field_of_a_bulletin_has_its_column_but_its_texts_warnings_and_versions_of_data():
    left_out = {"source_text", "text", "schema_version", "model_versions", "data_versions", "id_scheme"}
    left_out |= {"warnings", *FACT_KINDS}
    renamed = {
        "id": {"bulletin_id"},
        "source": {"url", "external_id", "site_name", "publisher", "content_source"},
        "published": {"published", "published_at"},
        "script": {"torn"},
    }
    for field in set(Bulletin.model_fields) - left_out:
        assert renamed.get(field, {field}) <= set(names("bulletins"))
    assert set(Position.model_fields) == {"organization", "title"}
    assert set(Period.model_fields) == {"start", "end", "text"}
    assert set(AsOf.model_fields) == {"date", "basis"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_kind_are_those_of_the_stores_view(kind):
    in_view = {column.name for column in rows_of(kind, "sqlite").selected_columns}
    assert set(names(kind)) == in_view


@pytest.mark.parametrize("kind", KINDS)
def test_columns_can_go_to_every_format_and_have_labels_in_two_languages(kind):
    columns = fact_columns(kind)
    check_columns(columns)
    for column in columns:
        assert column.name.islower()
        assert 0 < len(column.label) <= 80
        assert column.label.isascii() or "全省" in column.label or "一是" in column.label
        assert any("\u4e00" <= character <= "\u9fff" for character in column.label_zh)
    assert set(shown_columns(kind)) <= set(columns)


@pytest.mark.parametrize(
    ("closed", "codes"),
    [
        (sets.LEVELS, facts.Level),
        (sets.STATUSES, facts.Status),
        (sets.QUALIFIERS, facts.Qualifier),
        (sets.BASES, spans.Basis),
        (sets.BOUNDS, Deadline.model_fields["bound"].annotation),
        (sets.COMMUNITY_KINDS, Community.model_fields["kind"].annotation),
        (sets.TASK_BASES, Task.model_fields["basis"].annotation),
        (sets.PUBLISHED_BASES, bulletin_models.PublishedBasis),
    ],
)
def test_closed_sets_are_those_of_the_record(closed, codes: Any):
    assert {code for code, _ in closed} == set(get_args(codes))
    assert all(meaning for _, meaning in closed)


def test_every_field_with_a_closed_set_has_it_in_its_column():
    for kind in FACT_KINDS:
        columns = {column.name: column for column in fact_columns(kind)}
        for field, info in MODELS[kind].model_fields.items():
            options = [info.annotation, *get_args(info.annotation)]
            codes = {code for option in options for code in get_args(option) if isinstance(code, str)}
            if codes:
                assert {code for code, _ in columns[field].values} == codes, (kind, field)


def test_indicators_and_task_types_are_those_of_the_lexicon():
    assert [code for code, _ in sets.indicator_names()] == [
        entry["id"] for entry in read_lexicon("indicators")["indicator"]
    ]
    assert dict(sets.task_type_names())["completion"] == "finish the works of the plan 歼灭战"
    assert len(sets.task_type_names()) == 4


def test_another_kind_is_refused():
    with pytest.raises(BulletinError, match="'persons' is no kind of rows") as caught:
        fact_columns("persons")
    assert "officials" in caught.value.remedy
