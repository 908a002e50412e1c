"""When is a fact right: the matching rule of the record's contract.

Officials match by name, then each (organisation, title) pair; regions by code, or by name where the code is
null; communities by name; metrics one to one by value and unit, then indicator, status, cumulative, period
and region; deadlines by day, or by expression where it is null; tasks by overlapping span, then type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from bulletin_nlp.learn.corpus import AnnotatedBulletin
from bulletin_nlp.record import Bulletin, Community, Deadline, Metric, Official, Region, Task
from bulletin_nlp.record.spans import Fact

__all__ = ["KINDS", "METRIC_ATTRIBUTES", "Comparison", "compare"]

#: The kinds that are compared.
KINDS = ("officials", "positions", "regions", "communities", "metrics", "deadlines", "tasks")

#: The attributes of a metric that must all be right, beside value and unit.
METRIC_ATTRIBUTES = ("indicator", "status", "cumulative", "period", "region", "qualifier")


F = TypeVar("F")


@dataclass(slots=True)
class Comparison:
    """What one record has right, has too much and lacks, by kind; lines are for a person to read."""

    id: str
    right: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    spurious: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    missing: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    #: attribute name → (right, compared), over matched facts
    attributes: dict[str, tuple[int, int]] = field(default_factory=dict)
    wrong_attributes: list[str] = field(default_factory=list)
    #: near-misses that were extracted although they are none
    probes_failed: list[str] = field(default_factory=list)
    probes: int = 0
    #: every found fact that the rule can judge, by kind, with whether it is right as a whole
    verdicts: list[tuple[str, Fact, bool]] = field(default_factory=list)

    def judge(self, kind: str, pairs: Iterable[tuple[Fact, bool]], spurious: Iterable[Fact]) -> None:
        """Note which of the found facts of a kind are right as a whole."""
        self.verdicts.extend((kind, fact, right) for fact, right in pairs)
        self.verdicts.extend((kind, fact, False) for fact in spurious)

    def tally(self, attribute: str, right: bool, line: str = "") -> None:
        """Count one compared attribute."""
        hits, total = self.attributes.get(attribute, (0, 0))
        self.attributes[attribute] = (hits + right, total + 1)
        if not right and line:
            self.wrong_attributes.append(f"{attribute}: {line}")

    def mistakes(self) -> dict[str, Any]:
        """Return the bulletin's id and what is wrong with its record: lines by kind, empty kinds left out."""
        spurious = {kind: lines for kind, lines in self.spurious.items() if lines}
        missing = {kind: lines for kind, lines in self.missing.items() if lines}
        return {
            "id": self.id,
            "missing": missing,
            "spurious": spurious,
            "attributes": self.wrong_attributes,
            "near_misses": self.probes_failed,
        }


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _period(value: Any) -> tuple[str | None, str | None] | None:
    """Return a period's first and last day as ISO text; a period of words alone counts as none."""
    if value is None:
        return None
    start, end = (
        (value.get("start"), value.get("end")) if isinstance(value, dict) else (value.start, value.end)
    )
    if start is None and end is None:
        return None
    return (str(start) if start else None, str(end) if end else None)


def _pair(
    expected: list[dict[str, Any]],
    found: list[F],
    agree: Callable[[dict[str, Any], F], bool],
    score: Callable[[dict[str, Any], F], int],
) -> tuple[list[tuple[dict[str, Any], F]], list[dict[str, Any]], list[F]]:
    """Pair expected and found facts one to one, best scores first."""
    candidates = sorted(
        ((-score(e, f), i, j) for i, e in enumerate(expected) for j, f in enumerate(found) if agree(e, f)),
    )
    used_e: set[int] = set()
    used_f: set[int] = set()
    pairs = []
    for _, i, j in candidates:
        if i not in used_e and j not in used_f:
            used_e.add(i)
            used_f.add(j)
            pairs.append((expected[i], found[j]))
    return (
        pairs,
        [e for i, e in enumerate(expected) if i not in used_e],
        [f for j, f in enumerate(found) if j not in used_f],
    )


def _record(
    result: Comparison, kind: str, right: Iterable[str], missing: Iterable[str], spurious: Iterable[str]
) -> None:
    result.right[kind].extend(right)
    result.missing[kind].extend(missing)
    result.spurious[kind].extend(spurious)


def _positions(e: dict[str, Any]) -> set[tuple[str | None, str]]:
    return {(p["organization"], p["title"]) for p in e["positions"]}


def _held(f: Official) -> set[tuple[str | None, str]]:
    return {(p.organization, p.title) for p in f.positions}


def _compare_officials(result: Comparison, expected: list[dict[str, Any]], found: list[Official]) -> None:
    pairs, missing, spurious = _pair(
        expected, found, lambda e, f: e["name"] == f.name.replace(" ", ""), lambda e, f: 0
    )
    _record(
        result,
        "officials",
        (e["name"] for e, _ in pairs),
        (e["name"] for e in missing),
        (f.name for f in spurious),
    )
    for e, f in pairs:
        wanted, got = _positions(e), _held(f)
        label = f"{f.name} {{}}"
        _record(
            result,
            "positions",
            (label.format(p) for p in wanted & got),
            (label.format(p) for p in wanted - got),
            (label.format(p) for p in got - wanted),
        )
        result.tally(
            "official.region", e.get("region") == f.region, f"{f.name} {e.get('region')} ≠ {f.region}"
        )
        roles_wanted, roles_got = set(e.get("roles", [])), set(f.roles)
        result.tally("official.roles", roles_wanted == roles_got, f"{f.name} {roles_wanted} ≠ {roles_got}")
    result.judge("officials", ((f, _positions(e) == _held(f)) for e, f in pairs), spurious)
    for e in missing:
        result.missing["positions"].extend(f"{e['name']} {p}" for p in e["positions"])


def _compare_regions(result: Comparison, expected: list[dict[str, Any]], found: list[Region]) -> None:
    def agree(e: dict[str, Any], f: Region) -> bool:
        return e["code"] == f.code if e["code"] is not None else f.code is None and e["name"] == f.name

    pairs, missing, spurious = _pair(expected, found, agree, lambda e, f: 0)
    _record(
        result,
        "regions",
        (f"{f.name} {f.code}" for _, f in pairs),
        (f"{e['name']} {e['code']}" for e in missing),
        (f"{f.name} {f.code}" for f in spurious),
    )
    result.judge("regions", ((f, True) for _, f in pairs), spurious)
    for e, f in pairs:
        result.tally("region.implied", e["implied"] == f.implied, f"{f.name} implied {f.implied}")
        if e.get("candidates"):
            result.tally(
                "region.candidates",
                set(e["candidates"]) == set(f.candidates),
                f"{f.name} {sorted(set(e['candidates']) ^ set(f.candidates))}",
            )


def _compare_communities(result: Comparison, expected: list[dict[str, Any]], found: list[Community]) -> None:
    pairs, missing, spurious = _pair(expected, found, lambda e, f: e["name"] == f.name, lambda e, f: 0)
    # 片区 and residents' committees are optional: neither expected nor wrong.
    _record(
        result,
        "communities",
        (e["name"] for e, _ in pairs),
        (e["name"] for e in missing if not e["name"].endswith("片区")),
        (f.name for f in spurious if f.kind == "compound"),
    )
    result.judge(
        "communities",
        ((f, e["region"] == f.region) for e, f in pairs),
        (f for f in spurious if f.kind == "compound"),
    )
    for e, f in pairs:
        for attribute in ("township", "region"):
            value = getattr(f, attribute)
            result.tally(
                f"community.{attribute}", e[attribute] == value, f"{f.name} {e[attribute]} ≠ {value}"
            )


def _metric_attributes(e: dict[str, Any], f: Metric) -> dict[str, bool]:
    return {
        "indicator": e["indicator"] == f.indicator,
        "status": e["status"] == f.status,
        "cumulative": e["cumulative"] == f.cumulative,
        "period": _period(e["period"]) == _period(f.period),
        "region": e["region"] == f.region,
        "qualifier": e["qualifier"] == f.qualifier,
    }


def _is_whole(verdicts: dict[str, bool]) -> bool:
    return all(right for name, right in verdicts.items() if name != "qualifier")


def _describe(f: Metric) -> str:
    return (
        f"{f.span.text} {f.indicator} «{f.indicator_text}» {f.status} cum={f.cumulative} "
        f"{_period(f.period)} {f.region} {f.qualifier}"
    )


def _compare_metrics(result: Comparison, expected: list[dict[str, Any]], found: list[Metric]) -> None:
    def agree(e: dict[str, Any], f: Metric) -> bool:
        return (
            _number(e["value"]) == _number(f.value)
            and e["unit"] == f.unit
            and _number(e["value_max"]) == _number(f.value_max)
        )

    pairs, missing, spurious = _pair(
        expected, found, agree, lambda e, f: sum(_metric_attributes(e, f).values())
    )
    _record(
        result,
        "metrics",
        (_describe(f) for _, f in pairs),
        (f"{e['text']} {e['indicator']} {e['region']}" for e in missing),
        (_describe(f) for f in spurious),
    )
    judged: list[tuple[Metric, bool]] = []
    for e, f in pairs:
        verdicts = _metric_attributes(e, f)
        whole = _is_whole(verdicts)
        judged.append((f, whole))
        for attribute, right in verdicts.items():
            if attribute == "period":
                wanted: Any = _period(e["period"])
            else:
                wanted = e[attribute]
            result.tally(f"metric.{attribute}", right, f"{_describe(f)} wanted {wanted}")
        words = e["indicator_text"]
        overlap = (
            words in f.indicator_text or f.indicator_text in words or bool(set(words) & set(f.indicator_text))
        )
        result.tally("metric.indicator_text", overlap, f"{_describe(f)} wanted {words}")
        result.tally("metric.remaining", bool(e.get("remaining")) == f.remaining, _describe(f))
        result.tally("metric.all", whole)
    result.judge("metrics", judged, spurious)


def _compare_deadlines(result: Comparison, expected: list[dict[str, Any]], found: list[Deadline]) -> None:
    def agree(e: dict[str, Any], f: Deadline) -> bool:
        if e["due"] is not None:
            return bool(e["due"] == str(f.due))
        return f.due is None and (e["expression"] in f.expression or f.expression in e["expression"])

    pairs, missing, spurious = _pair(
        expected,
        found,
        agree,
        lambda e, f: e["expression"] in f.expression or f.expression in e["expression"],
    )
    _record(
        result,
        "deadlines",
        (f"{f.expression} {f.due}" for _, f in pairs),
        (f"{e['expression']} {e['due']}" for e in missing),
        (f"{f.expression} {f.due} «{f.obligation}»" for f in spurious),
    )
    result.judge("deadlines", ((f, True) for _, f in pairs), spurious)
    for e, f in pairs:
        for attribute in ("bound", "region", "expression", "obligation"):
            value = getattr(f, attribute)
            result.tally(
                f"deadline.{attribute}", e[attribute] == value, f"{f.expression} {e[attribute]} ≠ {value}"
            )


def _compare_tasks(result: Comparison, text: str, expected: list[dict[str, Any]], found: list[Task]) -> None:
    def span_of(e: dict[str, Any]) -> tuple[int, int]:
        start = text.find(e["text"])
        return (start, start + len(e["text"])) if start >= 0 else (-1, -1)

    def overlap(e: dict[str, Any], f: Task) -> int:
        start, end = span_of(e)
        return max(0, min(end, f.span.end) - max(start, f.span.start))

    pairs, missing, spurious = _pair(
        expected,
        found,
        lambda e, f: e["task_type"] == f.task_type and overlap(e, f) > 0,
        overlap,
    )
    _record(
        result,
        "tasks",
        (f"{f.task_type} {f.span.text[:30]}" for _, f in pairs),
        (f"{e['task_type']} {e['text'][:60]}" for e in missing),
        (f"{f.task_type} {f.span.text[:60]}" for f in spurious),
    )
    result.judge("tasks", ((f, True) for _, f in pairs), spurious)
    for e, f in pairs:
        for attribute in ("battle_name", "ordinal", "heading"):
            value = getattr(f, attribute)
            result.tally(f"task.{attribute}", e[attribute] == value, f"{e[attribute]} ≠ {value}")
        measures = [m.text for m in f.measures]
        result.tally("task.measures", e["measures"] == measures, f"{e['measures']} ≠ {measures}")
        result.tally("task.text", e["text"] == f.span.text, f"{e['text']} ≠ {f.span.text}")


def _probe(result: Comparison, record: Bulletin, expected: dict[str, Any]) -> None:
    """Count near-misses that the record holds as facts."""
    for name in expected.get("not_officials", []):
        result.probes += 1
        if any(official.name == name for official in record.officials):
            result.probes_failed.append(f"official {name}")
    for kind, facts in (("not_metrics", record.metrics), ("not_deadlines", record.deadlines)):
        for words in expected.get(kind, []):
            result.probes += 1
            for fact in facts:
                at = record.text.find(words)
                if at >= 0 and fact.span.start < at + len(words) and fact.span.end > at:
                    result.probes_failed.append(f"{kind[4:-1]} {words}")
                    break


def compare(annotated: AnnotatedBulletin, record: Bulletin) -> Comparison:
    """Compare a record with what its annotated bulletin expects.

    Args:
        annotated: the bulletin with its expected facts.
        record: what was extracted from it.

    Returns:
        What is right, spurious and missing by kind, and how many attributes of matched facts agree.
    """
    result = Comparison(annotated.id)
    expected = annotated.expected
    _compare_officials(result, expected.get("officials", []), list(record.officials))
    _compare_regions(result, expected.get("regions", []), list(record.regions))
    _compare_communities(result, expected.get("communities", []), list(record.communities))
    _compare_metrics(result, expected.get("metrics", []), list(record.metrics))
    _compare_deadlines(result, expected.get("deadlines", []), list(record.deadlines))
    _compare_tasks(result, record.text, expected.get("tasks", []), list(record.tasks))
    _probe(result, record, expected)
    if "published" in expected:
        wanted = expected["published"] or annotated.given.get("published")
        got = str(record.published)[:10] if record.published else None
        result.tally("published", wanted == got, f"{wanted} ≠ {got}")
    return result
