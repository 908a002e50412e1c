"""One entry a fact: repeated figures become mentions, rounded headlines give way, contradictions warn."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["merge"]

_REACHED = frozenset(["households_benefited", "population_benefited"])


def merge(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Return one draft a fact, with the spans of all its mentions.

    Two drafts are one fact when indicator, value and unit agree and nothing that both say differs.
    """
    _attach_parts(drafts)
    kept: dict[tuple[str, object, object, str], list[Draft]] = {}
    order: list[Draft] = []
    for draft in drafts:
        quantity = draft.quantity
        draft.mentions.insert(0, (quantity.start, quantity.end))  # a table may have added some
        same = kept.setdefault((draft.indicator.id, quantity.value, quantity.value_max, draft.unit), [])
        for other in same:
            if _compatible(other, draft) or (other.region == draft.region and _refers_back(reading, draft)):
                _absorb(other, draft)
                break
        else:
            same.append(draft)
            order.append(draft)
    for draft in order:
        draft.mentions = sorted(set(draft.mentions))
    merged = [draft for draft in order if not (draft.headline and _rounded_in(draft, order))]
    _warn_conflicts(reading, merged)
    return merged


def _refers_back(reading: Reading, draft: Draft) -> bool:
    """Tell whether a count only names again the total of which parts follow: 17所学校中已有11所."""
    return reading.clean.startswith("中", max(draft.quantity.end, draft.named[1]))


def _attach_parts(drafts: list[Draft]) -> None:
    """其中 makes what follows in its sentence a part of the last like number before it."""
    whole: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        key = (draft.indicator.id, draft.unit)
        if draft.part and key in whole:
            draft.part_of = whole[key]
        else:
            whole[key] = draft


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _dated(draft: Draft) -> object:
    period = draft.settled.period
    return None if period is None or period.start is period.end is None else (period.start, period.end)


def _compatible(one: Draft, other: Draft) -> bool:
    if one.part and other.part and one.sentence == other.sentence:
        return False  # two parts of one total that happen to be equal
    if one.unit == "%" and not (one.headline or other.headline) and bool(_dated(one)) != bool(_dated(other)):
        return False  # 开工率100% of a year is not 开工率100% of all years
    return (
        (_agree(one.status, other.status) or _headed(one, other) or _headed(other, one))
        and _agree(one.region, other.region)
        and one.left == other.left
        and (one.quantity.per or other.quantity.per) == (other.quantity.per or one.quantity.per)
        and (_agree(_dated(one), _dated(other)) or one.headline or other.headline)
        and one.fall == other.fall
    )


def _headed(headline: Draft, body: Draft) -> bool:
    """Tell whether a headline names without a plan word what the body plans: 今年改造130个.

    Of those whom the works reach a headline tells no status of its own: 改造全面启动 惠及居民3400户.
    """
    loose = headline.weak or headline.indicator.id in _REACHED
    return headline.headline and loose and not body.headline and body.status == "planned"


def _absorb(kept: Draft, again: Draft) -> None:
    """Take a second mention in; the mention that says more becomes the fact."""
    kept.mentions.extend(again.mentions)
    if (kept.headline and not again.headline) or (
        _says(again) > _says(kept) and again.headline <= kept.headline
    ):
        for name in Draft.__slots__:
            if name not in ("mentions", "part_of"):
                setattr(kept, name, getattr(again, name))


def _says(draft: Draft) -> int:
    return (
        (draft.status is not None)
        + draft.time.said
        + (draft.region is not None)
        + (not draft.table)
        + draft.time.cumulative
    )


def _rounded_in(headline: Draft, drafts: list[Draft]) -> bool:
    """Tell whether the body gives the figure that a headline rounds."""
    value = Decimal(headline.quantity.value)
    step = Decimal(headline.quantity.precision)
    return any(
        other is not headline
        and not other.headline
        and other.indicator is headline.indicator
        and other.unit == headline.unit
        and Decimal(other.quantity.precision) < step
        and abs(Decimal(other.quantity.value) - value) < step
        for other in drafts
    )


def _warn_conflicts(reading: Reading, drafts: list[Draft]) -> None:
    """Warn where two figures stand for the same thing, time and place, each said to be exact."""
    seen: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        if draft.table or draft.part or draft.headline or draft.quantity.qualifier != "exact":
            continue
        period = draft.settled.period
        if period is None or draft.status is None or draft.left or draft.region is None:
            continue
        words = reading.clean[draft.named[0] : draft.named[1]]
        key = (draft.indicator.id, words, draft.unit, draft.status, draft.region, period.start, period.end)
        other = seen.setdefault(key, draft)
        if other is not draft and other.sentence != draft.sentence:
            start, end = draft.mentions[0]
            reading.warn(
                "conflicting_metric",
                f"{reading.clean[start:end]} and {reading.clean[other.mentions[0][0] : other.mentions[0][1]]}"
                f" are both given for {words}",
                start,
                end,
            )
