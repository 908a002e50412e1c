"""A small invented archive, with the panel that it must give written down first."""

from __future__ import annotations

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.panel import PanelQuestion, build_panel
from tests.analysis.factory import seen

CITY, NAME = "440400", "珠海市住房和城乡建设局"
YEAR = "2025-01-01/2025-12-31"

# region | status | baseline | value | period_end | months | works | conflict | rule | fact
EXPECTED = [
    (CITY, "completed", None, 118, "2025-12-31", 12, 2, True, "own_government", "year"),
    (CITY, "completed", "2021", 640, "2025-09-30", 57, 1, False, "only_value", "since 2021"),
    (CITY, "planned", None, 120, "2025-12-31", 12, 1, False, "only_value", "plan"),
    (CITY, "started", None, 110, "2025-09-30", 9, 1, False, "latest_in_year", "started in autumn"),
]
EXPECTED_REJECTED = {
    "q1": "earlier_in_year",
    "half": "earlier_in_year",
    "nine": "earlier_in_year",
    "nine, torn copy": "not_speaking_copy",
    "year, reprinted": "not_speaking_copy",
    "year, rounded": "less_precise",
    "year, otherwise": "contradicted",
    "december": "part_of_year",
    "started in spring": "earlier_in_year",
    "left": "remaining",
}


def report(name: str, value: int, months: str, published: str, **said: object) -> Observation:
    given = {"region": CITY, "publisher": NAME, "work_id": f"w-{name}", "bulletin_id": f"b-{name}"} | said
    return seen(value, fact_id=name, time=months, published=published, **given)


def archive() -> list[Observation]:
    return [
        report("plan", 120, YEAR, "2025-02-01", status="planned"),
        report("q1", 12, "2025-01-01/2025-03-31", "2025-04-10"),
        report("half", 47, "2025-01-01/2025-06-30", "2025-07-10"),
        report("nine", 86, "2025-01-01/2025-09-30", "2025-10-10", work_id="w-nine"),
        report(
            "nine, torn copy",
            8,
            "2025-01-01/2025-09-30",
            "2025-10-11",
            work_id="w-nine",
            speaks=False,
            torn=True,
        ),
        report(
            "since 2021", 640, "2021-01-01/2025-09-30", "2025-10-10", cumulative=True, baseline="“十四五”"
        ),
        report("started in spring", 60, "2025-01-01/2025-03-31", "2025-04-10", status="started"),
        report("started in autumn", 110, "2025-01-01/2025-09-30", "2025-10-10", status="started"),
        report("december", 9, "2025-12-01/2025-12-31", "2026-01-08"),
        report("left", 2, YEAR, "2026-01-08", remaining=True),
        report("year", 118, YEAR, "2026-01-08", work_id="w-year"),
        report(
            "year, reprinted", 118, YEAR, "2026-01-09", work_id="w-year", speaks=False, publisher="珠海日报"
        ),
        report("year, rounded", 110, YEAR, "2026-01-20", qualifier="over", publisher="珠海日报"),
        report("year, otherwise", 131, YEAR, "2026-02-01", publisher="珠海日报"),
        # outside: a district, and another indicator
        report("district", 30, YEAR, "2026-01-08", region="440402"),
        report("households", 30, YEAR, "2026-01-08", indicator="households_benefited", unit="户"),
    ]


def test_the_archive_gives_the_panel_that_was_written_down_first():
    asked = PanelQuestion(indicators=frozenset(["communities_renovated"]), level="prefecture")
    panel = build_panel(archive(), asked)
    found = [
        (
            row.region,
            row.status,
            row.baseline,
            row.value,
            str(row.period_end),
            row.months_covered,
            row.works,
            row.conflict,
            row.rule,
            row.fact_id,
        )
        for row in panel.rows
    ]
    assert found == EXPECTED
    assert {r.fact_id: r.reason for r in panel.rejected} == EXPECTED_REJECTED
    assert panel.outside == 1


def test_what_was_not_chosen_names_what_was_chosen_instead():
    asked = PanelQuestion(indicators=frozenset(["communities_renovated"]), level="prefecture")
    instead = {r.fact_id: r.chosen_fact_id for r in build_panel(archive(), asked).rejected}
    assert {instead[name] for name in ("q1", "half", "nine", "year, otherwise", "year, rounded")} == {"year"}
    assert instead["started in spring"] == "started in autumn"
    assert instead["december"] is None


def test_the_order_of_the_archive_does_not_matter():
    asked = PanelQuestion(indicators=frozenset(), level="prefecture", derive=True)
    facts = archive()
    expected = build_panel(facts, asked)
    for turn in range(len(facts)):
        turned = facts[turn:] + facts[:turn]
        assert build_panel(turned, asked) == build_panel(reversed(turned), asked) == expected


def test_only_the_statuses_asked_for_are_in_either_table():
    asked = PanelQuestion(indicators=frozenset(), level="prefecture", statuses=frozenset(["planned"]))
    panel = build_panel(archive(), asked)
    assert [row.fact_id for row in panel.rows] == ["plan"]
    assert panel.rejected == ()
