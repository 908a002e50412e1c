"""Lists: numbers dealt out to the places or things named before them, and one number for several rates."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bulletin_nlp.extraction.metric_frames import Work
from bulletin_nlp.extraction.metric_lexicon import Hit, metric_lexicon
from bulletin_nlp.extraction.metric_naming import REACH, Named, Namer
from bulletin_nlp.extraction.metric_shares import is_share_of_plan, share_indicator
from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["coordinated", "dealt_out"]

_AND = frozenset(["、", "和", "及", "与", "以及", "，", ","])
_OWN_WORDS = 6  # 、 and 改造 before a thing of a list
_EACH = 16  # how far before a number 均 may stand
_NOTHING = frozenset([""])
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
    shares = _shares(namer, clause, mark, len(numbers)) if unit == "%" else []
    if shares:
        return {number: (share, None) for number, share in zip(numbers, shares, strict=True)}
    things = [
        Named(rule.indicator, hit.start, hit.end, hit)
        for hit in namer.hits.names_within(max(namer.start, mark - REACH), mark)
        if (rule := namer.rule(hit, unit, clause, work)) is not None
    ]
    if len(things) < len(numbers) or not namer.is_joined(things[-1].end, mark):
        return {}
    things = things[-len(numbers) :]
    if not all(_is_listed(namer.text[one.end : other.start]) for one, other in pairwise(things)):
        return {}
    return {number: (thing, None) for number, thing in zip(numbers, things, strict=True)}


def _shares(namer: Namer, clause: tuple[int, int], mark: int, size: int) -> list[Named]:
    """Return what shares of a plan tell, one each of the numbers counted last: 分别占年度任务的87%、93%."""
    hit = next((hit for hit in namer.hits.names_within(mark, clause[1]) if is_share_of_plan(hit)), None)
    if hit is None or len(namer.counted) < size:
        return []
    return [
        Named(share_indicator(hit, counted, Work()), hit.start, hit.end, hit)
        for counted in namer.counted[-size:]
    ]


def coordinated(namer: Namer, named: Named, quantity: Quantity, clause: tuple[int, int]) -> list[Named]:
    """Return every rate or place that one number is given for: 签约率、腾空率、拆除率都要达到100%.

    Args:
        namer: the sentence.
        named: the rate nearest to the number.
        quantity: the number.
        clause: its clause.
    """
    found = [named]
    each = _each_place(namer, quantity, clause)
    if each:
        return [replace(named, region=code) for code in each]
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


def _each_place(namer: Namer, quantity: Quantity, clause: tuple[int, int]) -> list[str]:
    """Return the codes of the places that each have the number: 长沙、株洲、湘潭三市开工率均达100%."""
    lexicon = metric_lexicon()
    after = lexicon.each_after.match(namer.text, quantity.end)
    if after is not None:
        # 开工率均达100%的有张家界市、怀化市
        return _codes(_first_list(namer.text, after.end(), namer.places(after.end(), clause[1])))
    low = max(clause[0], quantity.start - _EACH)
    marks = list(lexicon.each.finditer(namer.text, low, quantity.start))
    if not marks:
        return []
    mark = marks[-1].start()
    if namer.hits.cues_within(marks[-1].end(), quantity.start):
        return []
    places = _last_list(namer.text, namer.places(clause[0], mark))
    across = marks[-1].group() in lexicon.cues["each"]["across"]
    if not places and across and namer.is_joined(clause[0], mark):
        # 海曙区、鄞州区开工数分别为26个和31个，开工率均为100%
        places = _last_list(namer.text, namer.places(namer.start, mark))
        return _codes(places)
    return _codes(places) if places and namer.is_joined(places[-1].end, mark) else []


def _codes(places: list[Hit]) -> list[str]:
    """Return the codes of a list of two or more places, none where one has no code."""
    codes = [place.payload.division.code for place in places if place.payload.division is not None]
    known = [code for code in codes if code is not None]
    return known if len(known) == len(places) > 1 else []


def _is_listed(gap: str) -> bool:
    """Tell whether two things stand in one list, the second with words of its own before it."""
    return gap[:1] in _AND and len(gap) <= _OWN_WORDS


def _first_list(text: str, start: int, hits: list[Hit]) -> list[Hit]:
    """Return the run of hits that begins at an offset and is joined by 、 or 和."""
    kept: list[Hit] = []
    for hit in hits:
        if text[kept[-1].end if kept else start : hit.start] not in (_AND if kept else _NOTHING):
            break
        kept.append(hit)
    return kept


def _last_list(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the last run of hits that are joined by 、 or 和."""
    kept: list[Hit] = []
    for hit in reversed(hits):
        if kept and text[hit.end : kept[-1].start] not in _AND:
            break
        kept.append(hit)
    return kept[::-1]
