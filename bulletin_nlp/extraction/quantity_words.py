"""The words around a number: how exact it is, and what it is for one of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.extraction.quantity_lexicon import QuantityLexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["left_qualifier", "qualify"]


def left_qualifier(text: str, start: int, lexicon: QuantityLexicon) -> str | None:
    before = text[start - 1 : start]
    if before not in lexicon.before_last and not before.isspace():
        return None
    left = text[max(0, start - lexicon.longest_before - 1) : start].rstrip()
    for size in range(min(lexicon.longest_before, len(left)), 0, -1):
        entry = lexicon.before.get(left[-size:])
        if entry is not None:
            qualifier, not_after = entry
            return None if left[-size - 1 : -size] and left[-size - 1 : -size] in not_after else qualifier
    return None


def right_qualifier(text: str, end: int, lexicon: QuantityLexicon) -> str | None:
    if text[end : end + 1] not in lexicon.after_first:
        return None
    right = text[end : end + lexicon.longest_after]
    for size in range(len(right), 0, -1):
        qualifier = lexicon.after.get(right[:size])
        if qualifier is not None:
            return qualifier
    return None


def qualify(text: str, quantity: Quantity, lexicon: QuantityLexicon) -> None:
    if quantity.qualifier == "exact":
        qualifier = left_qualifier(text, quantity.start, lexicon)
        if qualifier is None:
            qualifier = right_qualifier(text, quantity.end, lexicon)
        if qualifier is None and quantity.unit == "%":
            # 约占规划总数的60%: the word stands before the name of the share
            low = max(0, quantity.start - lexicon.per["window"])
            share = text.rfind(lexicon.per["share"], low, quantity.start)
            qualifier = left_qualifier(text, share, lexicon) if share > 0 else None
        if qualifier is not None:
            quantity.qualifier = qualifier
    if quantity.unit is None:
        return
    rate = lexicon.rate_after.match(text, quantity.end)
    if rate is None:
        low = max(0, quantity.start - lexicon.per["window"])
        if text.find(lexicon.per["mark"], low, quantity.start) >= 0:
            rate = lexicon.rate_before.search(text, low, quantity.start)
    if rate is not None:
        form = rate["per"]
        quantity.per = lexicon.units[form].base if form in lexicon.units else form
        return
    average = text[max(0, quantity.start - 6) : quantity.start]
    for word, unit in lexicon.average.items():
        if word in average:
            quantity.per = unit
