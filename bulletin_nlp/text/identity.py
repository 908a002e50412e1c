"""The content id: the same for a damaged copy, a Traditional copy and the original."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["ID_SCHEME", "content_id", "folded"]

#: Name of the scheme. It stands for the rule below and for the table in ``lexicon/data/identity.toml``.
ID_SCHEME = "han-sha256-1"

# Lone surrogates are no word characters; they drop out here.
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]")


def content_id(clean: str) -> str:
    """Return the content id of a clean text.

    It is a hash of the text's Han characters, letters and digits, each folded to one representative of its
    Traditional and Simplified forms, letters and digits to half width: spaces, punctuation and the choices
    of a converter (乾县 or 干县, 著 or 着) do not change it.

    Args:
        clean: the clean text, as :func:`bulletin_nlp.text.clean.clean` returns it; may hold any characters.

    Returns:
        ``b`` and 20 hexadecimal digits.
    """
    return "b" + hashlib.sha256(folded(clean).encode("utf-8")).hexdigest()[:20]


def folded(clean: str) -> str:
    """Return the characters of a clean text that its content id is made of, in their order."""
    return clean.translate(_fold())


class _Fold(dict[int, int | None]):
    """What becomes of each character: filled with those that texts bring, so that each is judged once."""

    def __missing__(self, code: int) -> int | None:
        kept = None if _NEITHER_LETTER_NOR_DIGIT.match(chr(code)) else code
        self[code] = kept
        return kept


@cache
def _fold() -> _Fold:
    table: dict[int, int | None] = {
        ord(character): ord(word[0])
        for word in read_lexicon("identity")["classes"].split()
        for character in word[1:]
    }
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ")):
        table.update({code: code - 0xFEE0 for code in range(ord(first), ord(last) + 1)})
    return _Fold(table)
