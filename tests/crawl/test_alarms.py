"""Which expectations a portal broke in a visit, and how its alarm changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.crawl.alarms import (
    Alarm,
    ListFacts,
    PortalAlarm,
    VisitFacts,
    alarm_kinds,
    alarms_of,
    change,
    standing_alarm,
)
from bulletin_nlp.crawl.outcome import outcome_kinds
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal

DAY = date(2026, 3, 31)
AT = datetime(2026, 3, 31, 2, tzinfo=UTC)
COLUMNS = ("要闻", "通知")
EXAMPLES = [(kind["id"], example) for kind in read_lexicon("alarms")["alarm"] for example in kind["examples"]]


def portal(**changes: Any) -> Portal:
    described = {
        "name": "linjiang-zjj",
        "title": "临江市住房和城乡建设局",
        "publisher": "临江市住房和城乡建设局",
        "region": "100000",
        "hosts": ["zjj.linjiang.gov.cn"],
        "family": "trs",
        "list": [{"column": c, "url": f"https://zjj.linjiang.gov.cn/{n}/"} for n, c in enumerate(COLUMNS)],
        "article": {"body": "div.article"},
        "expect": {"min_items": 5, "max_age_days": 30},
    }
    return Portal.model_validate(described | changes)


def visit(example: dict[str, Any]) -> VisitFacts:
    """The visit that an example describes; lists that it leaves out had nothing new."""
    lists = dict(example.get("lists", {}))
    if "complete" not in example:
        lists |= {column: {"outcome": "unchanged"} for column in COLUMNS if column not in lists}
    rest = {key: value for key, value in example.items() if key != "lists"} | {
        "gaps": tuple(example.get("gaps", ()))
    }
    facts = tuple(
        ListFacts(column, **(told | {"problems": tuple(told.get("problems", ()))}))
        for column, told in lists.items()
    )
    return VisitFacts("linjiang-zjj", DAY, facts, **rest)


def codes(facts: VisitFacts, described: Portal | None = None) -> set[str]:
    return {alarm.code for alarm in alarms_of(described or portal(), facts)}


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_every_example_raises_its_alarm_and_no_other(code: str, example: dict[str, Any]) -> None:
    assert codes(visit(example)) == {code}


@pytest.mark.parametrize("example", read_lexicon("alarms")["sound"])
def test_nothing_new_and_single_failures_are_no_alarm(example: dict[str, Any]) -> None:
    assert alarms_of(portal(), visit(example)) == ()


def test_every_alarm_is_described() -> None:
    for code, kind in alarm_kinds().items():
        assert kind["severity"] in ("error", "warning"), code
        assert kind["meaning"], code
        assert kind["todo"], code
        assert kind["zh"], code


@pytest.mark.parametrize("kind", [*outcome_kinds()])
def test_a_list_that_was_not_looked_at_is_an_alarm_whatever_kept_us_from_it(kind: str) -> None:
    reasons = ["page_no_article"] if kind == "failed" else [*outcome_kinds()[kind].get("reasons", {})]
    written = f"{kind}:{reasons[0]}" if reasons else kind
    raised = bool(codes(visit({"lists": {"要闻": {"outcome": written}}})))
    assert raised == (kind not in ("new", "changed", "unchanged"))


def test_what_kept_us_from_looking_comes_before_what_looks_odd_and_explains_what_was_left_out() -> None:
    lists = (ListFacts("要闻", "new", entries=2), ListFacts("通知", "blocked:403"))
    alarms = alarms_of(portal(), VisitFacts("linjiang-zjj", DAY, lists))
    assert [alarm.code for alarm in alarms] == ["blocked", "too_few_items"]
    assert alarms[1] == Alarm("too_few_items", "要闻: 2 entries, at least 5 are expected", "要闻")
    stopped = VisitFacts("linjiang-zjj", DAY, (ListFacts("要闻", "blocked:403"),))
    assert codes(stopped) == {"blocked"}
    redesigned = VisitFacts("linjiang-zjj", DAY, (ListFacts("要闻", "layout_changed"),))
    assert codes(redesigned) == {"layout_changed", "not_looked"}


def test_a_list_is_named_once_for_each_code_and_every_list_is_named() -> None:
    found = {"outcome": "unchanged", "problems": ["too_few_items"], "entries": 2}
    alarms = alarms_of(portal(), visit({"lists": {"要闻": found, "通知": found}}))
    assert [(alarm.code, alarm.column) for alarm in alarms] == [
        ("too_few_items", "要闻"),
        ("too_few_items", "通知"),
    ]
    assert "2 entries" in alarms[0].message


def test_a_portal_that_expects_nothing_has_no_alarm_of_expectations() -> None:
    facts = visit(
        {"lists": {"要闻": {"outcome": "new", "entries": 1, "newest": date(2020, 1, 1)}}, "body_misses": 9}
    )
    assert codes(facts) == {"body_selector_missed", "too_few_items", "too_old"}
    assert codes(facts, portal(expect={}, article={})) == set()


def test_a_visit_that_was_ended_early_blames_nothing_on_the_lists_it_did_not_reach() -> None:
    facts = VisitFacts("linjiang-zjj", DAY, (ListFacts("要闻", "new", entries=9),), complete=False)
    assert alarms_of(portal(), facts) == ()
    stood = PortalAlarm("blocked", AT)
    assert standing_alarm(stood, (), AT, complete=False) == stood
    assert standing_alarm(stood, [Alarm("too_old", "a")], AT, complete=False) == stood
    assert standing_alarm(stood, [Alarm("too_old", "a")], AT) == PortalAlarm("too_old", AT, "a")
    assert standing_alarm(stood, (), AT) is None


def test_an_alarm_stands_since_its_first_visit_with_the_line_of_the_last() -> None:
    first = standing_alarm(None, [Alarm("too_old", "a"), Alarm("gap", "b")], AT)
    assert first == PortalAlarm("too_old", AT, "a")
    later = AT + timedelta(hours=6)
    assert standing_alarm(first, [Alarm("too_old", "c")], later) == PortalAlarm("too_old", AT, "c")
    assert standing_alarm(first, [Alarm("blocked", "d")], later) == PortalAlarm("blocked", later, "d")


def test_an_alarm_is_kept_as_one_line_and_read_back() -> None:
    alarm = PortalAlarm("too_old", AT, '要闻: "a"\n')
    assert PortalAlarm.from_json(alarm.as_json()) == alarm
    for kept in ("", "blocked", "[]", "{}", '{"code": "a", "since": 3, "message": ""}'):
        with pytest.raises(ValueError, match=r".+"):
            PortalAlarm.from_json(kept)


def test_only_a_change_of_the_alarm_is_an_event() -> None:
    old, same, other = (PortalAlarm(c, AT, m) for c, m in (("tls", "a"), ("tls", "b"), ("gap", "a")))
    assert change(None, None) is None
    assert change(None, old) == "raised"
    assert change(old, same) is None
    assert change(old, other) == "changed"
    assert change(old, None) == "recovered"


@pytest.mark.parametrize("written", ["news", "blocked:404"])
def test_what_is_no_outcome_or_alarm_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="outcome"):
        alarms_of(portal(), visit({"lists": {"要闻": {"outcome": written}}}))
    with pytest.raises(ValueError, match="no alarm"):
        Alarm(written, "")


def test_the_page_on_alarms_has_every_code_with_its_meaning() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "alarms.md").read_text("utf-8")
    for code, kind in alarm_kinds().items():
        assert f"| `{code}` | {kind['severity']} | {kind['meaning']} | {kind['todo']} |" in page
