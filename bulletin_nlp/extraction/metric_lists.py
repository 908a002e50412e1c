"""Lists: numbers dealt out to the places or things named before them, and one number for several rates."""

from __future__ import annotations

from bulletin_nlp.extraction.metric_frames import Work
from bulletin_nlp.extraction.metric_lexicon import Hit
from bulletin_nlp.extraction.metric_naming import REACH, Named, Namer
from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["coordinated", "dealt_out"]

_AND = frozenset(["、", "和", "及", "与", "以及", "，", ","])
_JOINED = frozenset(["、", "和", "及", "与", "以及"])


def dealt_out(
    namer: Namer, clause: tuple[int, int], quantities: list[Quantity], work: Work
) -> dict[int, tuple[Named | None, str | None]]:
    """Deal the numbers after 分别 to the places, or to the things, listed before it, one each.

    Args:
        namer: the sentence.
        clause: the clause with 分别 in it.
        quantities: its numbers.
        work: how far the work is.

    Returns:
        For the index of each number that is dealt out: what it counts (null where the clause says it as
        for any number) and the code of its place (null where things were listed).
    """
    marks = [hit for hit in namer.hits.cues_within(*clause) if hit.payload.role == "distributive"]
    if not marks:
        return {}
    mark = marks[-1].start
    numbers = [index for index, quantity in enumerate(quantities) if quantity.start > mark]
    if len(numbers) < 2:
        return {}
    places = _last_list(namer.text, namer.places(max(namer.start, mark - REACH), mark))
    if len(places) == len(numbers):
        codes = [place.payload.division.code if place.payload.division else None for place in places]
        return {number: (None, code) for number, code in zip(numbers, codes, strict=True)}
    unit = quantities[numbers[0]].unit
    things = [
        Named(rule.indicator, hit.start, hit.end, hit)
        for hit in namer.hits.names_within(max(namer.start, mark - REACH), mark)
        if (rule := namer.rule(hit, unit, clause, work)) is not None
    ]
    if len(things) < len(numbers):
        return {}
    things = things[-len(numbers) :]
    return {number: (thing, None) for number, thing in zip(numbers, things, strict=True)}


def coordinated(namer: Namer, named: Named, quantity: Quantity, clause: tuple[int, int]) -> list[Named]:
    """Return every rate that one number is given for: 签约率、腾空率、拆除率都要达到100%.

    Args:
        namer: the sentence.
        named: the rate nearest to the number.
        quantity: the number.
        clause: its clause.
    """
    found = [named]
    if quantity.unit != "%" or named.hit is None or named.start > quantity.start:
        return found
    first = named.start
    for hit in reversed(namer.hits.names_within(clause[0], named.start)):
        if namer.text[hit.end : first] not in _JOINED:
            break
        rule = next((rule for rule in hit.payload if "%" in rule.units), None)
        if rule is None:
            break
        found.append(Named(rule.indicator, hit.start, hit.end, hit))
        first = hit.start
    return found[::-1]


def _last_list(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the last run of hits that are joined by 、 or 和."""
    kept: list[Hit] = []
    for hit in reversed(hits):
        if kept and text[hit.end : kept[-1].start] not in _AND:
            break
        kept.append(hit)
    return kept[::-1]
