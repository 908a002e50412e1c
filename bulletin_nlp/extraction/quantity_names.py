"""Numbers that are names: codes, times, ordinals, addresses, slogans, marks of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.extraction.quantity_lexicon import QuantityLexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["is_list_mark", "is_name", "is_slogan"]

_CLOSING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "〉": "〈"}
_OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "《": "》", "〈": "〉"}


def is_slogan(text: str, start: int, end: int, lexicon: QuantityLexicon) -> bool:
    """Tell whether a number begins or ends a short quotation: “三个革命”, “惠企十条”."""
    longest = lexicon.names["quotation"]
    closing = _OPENING.get(text[start - 1 : start])
    if closing is not None and text.find(closing, end, start + longest + 1) >= 0:
        return True
    opening = _CLOSING.get(text[end : end + 1])
    return opening is not None and text.find(opening, max(0, end - longest - 1), start) >= 0


def is_name(text: str, quantity: Quantity, lexicon: QuantityLexicon) -> bool:
    """Tell whether the form of a number shows it to be a code, a time, an ordinal or an address."""
    start, end = quantity.start, quantity.end
    previous, following = text[start - 1 : start], text[end : end + 1]
    if is_slogan(text, start, end, lexicon):
        return True
    if start and lexicon.torn.search(text, max(0, start - 24), start):
        return True
    if start and lexicon.name_before.search(text, max(0, start - 8), start):
        return True
    if quantity.unit is not None:
        return quantity.unit in lexicon.address_units and bool(lexicon.address_after.match(text, end))
    if lexicon.name_after.match(text, end + 1 if following == " " else end):
        return True
    if quantity.precision == 1 and end - start > lexicon.names["digits"]:
        return True
    if (
        following in (":", "：", "∶", "-", "—", "–", "/", "~", "°", "×", "*")
        and text[end + 1 : end + 2].isdecimal()
    ):
        return following != "：" or text[end + 2 : end + 3].isdecimal()
    if previous in (":", "：", "∶") and text[start - 2 : start - 1].isdecimal():
        return True
    if previous in ("-", "—", "–", "~", "*", "×", "．", "－") and text[start - 2 : start - 1].isalnum():
        return True
    return is_list_mark(text, start, end)


def is_list_mark(text: str, start: int, end: int) -> bool:
    """Tell whether a bare number is the mark of a list: 1. or （2） or 3、 where a sentence may begin."""
    if end - start > 2:
        return False
    previous, following = text[start - 1 : start], text[end : end + 1]
    if previous in ("(", "（") and following in (")", "）"):
        return True
    if following not in (".", "、", "．", ")", "）") or text[end + 1 : end + 2].isdecimal():
        return False
    opens = text[max(0, start - 4) : start].rstrip(" \t\u3000")
    return opens[-1:] in ("", "\n", "。", "；", "：", ":")
