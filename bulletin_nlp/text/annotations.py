"""Readings that copy engines put in brackets behind characters: 鎮(zhèn).

Engines that clone official pages annotate characters by rules of their own. Three families were seen:

* A: Traditional text; only characters that GB 2312 lacks and whose Simplified form differs, each site a fixed
  set of them, every occurrence, one toned syllable;
* B: mixed text; any frequent character, every occurrence, the neutral tone bare: 的(de);
* C: Traditional text; a random part of the occurrences, no tones, the bracket repeated: 政(zheng)(zheng).

Writers, too, gloss characters: 亳(Bó)州, 垚(yáo). A page is therefore judged as a whole before anything is
taken out (thresholds in ``lexicon/data/annotations.toml``), and there is no list of characters. Pages in
Simplified characters are never touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.alignment import Edit
from bulletin_nlp.text.script import HAN, Script, differs, is_common, to_simplified

__all__ = ["SYLLABLE", "TONED", "Annotations", "find_annotations"]

#: Letters of a Latin reading with precomposed or combining tones, as the inside of a character class.
SYLLABLE = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɑɡ\u0300\u0301\u0304\u0308\u030c"
#: Letters that carry a tone, as the inside of a character class.
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c"
_TONE = re.compile(f"[{TONED}{TONED.upper()}]")

# Full-width brackets and one space inside occur; family C repeats the bracket. In a bracket at the start of a
# line the character that it belongs to may stand at the end of the line before.
_BRACKET = re.compile(
    rf"[(（](?:(?<=[{HAN}].)|(?<=[{HAN}]\n.))"
    rf"([A-Z{SYLLABLE}{TONED.upper()}]{{1,8}}) ?[)）](?:[(（]\1 ?[)）])*"
)
_HAN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class Annotations:
    """What was found in a text.

    ``edits`` take the readings out; ``count`` is the number of brackets in them; ``kept`` are the spans,
    character and bracket, of readings that do not fit the page's pattern and stay.
    """

    edits: tuple[Edit, ...] = ()
    count: int = 0
    kept: tuple[tuple[int, int], ...] = ()
    family: Literal["A", "B", "C"] | None = None


def find_annotations(text: str, script: Script) -> Annotations:
    """Find the readings that an engine put into a text.

    Args:
        text: the text, invisible characters and entities already mended.
        script: script of the text; in a Simplified one nothing is found.
    """
    if script == "Hans":
        return Annotations()
    brackets = []
    for match in _BRACKET.finditer(text):
        start, end = match.span()
        at = start - 2 if text[start - 1] == "\n" else start - 1
        brackets.append((text[at], match[1], at, start, end))
    if not brackets:
        return Annotations()
    page = _Page(text, brackets)
    family = page.family()
    if family is None:
        return Annotations(kept=page.partial())
    fitting = page.fitting(family)
    edits: list[Edit] = []
    kept: list[tuple[int, int]] = []
    count = 0
    for character, syllable, at, start, end in brackets:
        if (character, syllable) in fitting and at == start - 1:
            edits.append(Edit(start, end))
            count += 1 if end - start < 2 * len(syllable) + 4 else text.count(syllable, start, end)
        elif _TONE.search(syllable):
            kept.append((at, end))
    return Annotations(tuple(edits), count, tuple(kept), family)


# Character, syllable; where the character stands, where the bracket starts and ends.
_Bracket = tuple[str, str, int, int, int]


class _Page:
    """The brackets of one page, counted."""

    def __init__(self, text: str, brackets: list[_Bracket]) -> None:
        self._text = text
        self._brackets = brackets
        self._pairs = Counter((bracket[0], bracket[1]) for bracket in brackets)
        carried: Counter[str] = Counter()
        for (character, _), count in self._pairs.items():
            carried[character] += count
        self._carried = carried
        self._consistent = {c for c, count in carried.items() if text.count(c) == count}

    def family(self) -> Literal["A", "B", "C"] | None:
        """Return the family of engine that annotated the page, or None if none did."""
        rules = read_lexicon("annotations")
        # The counting comes first: the table of readings is loaded only for a page that may be annotated.
        a = rules["family_a"]
        ours = {c for c in self._consistent if differs(c) and is_common(c)}
        if len(ours) >= a["distinct_dense"]:
            ours = self._read(ours, ("toned", "neutral"))
            enough = len(ours) >= a["distinct"]
            dense = (
                len(ours) >= a["distinct_dense"]
                and self._han >= a["least_han"]
                and self._share(ours) >= a["share"]
            )
            if enough or dense:
                return "A"
        b = rules["family_b"]
        ours = {c for c in self._consistent if self._carried[c] >= b["occurrences"] and is_common(c)}
        if len(ours) >= b["distinct"]:
            ours = self._read(ours, ("toned", "neutral"))
            if len(ours) >= b["distinct"] and self._share(ours) >= b["share"]:
                return "B"
        c = rules["family_c"]
        toneless = Counter({pair: n for pair, n in self._pairs.items() if not _TONE.search(pair[1])})
        if toneless.total() >= c["hits"]:
            toneless = Counter({p: n for p, n in toneless.items() if _reading(*p) in ("toneless", "neutral")})
            if (
                toneless.total() >= max(c["hits"], c["share"] * self._han)
                and len({character for character, _ in toneless}) >= c["distinct"]
            ):
                return "C"
        return None

    def fitting(self, family: Literal["A", "B", "C"]) -> set[tuple[str, str]]:
        """Return the pairs of character and syllable that belong to the engine's pattern."""
        if family == "C":
            return {pair for pair in self._pairs if _reading(*pair) in ("toneless", "neutral")}
        ours = {c for c in self._consistent if differs(c) or (family == "B" and is_common(c))}
        return {pair for pair in self._pairs if pair[0] in ours and _reading(*pair) in ("toned", "neutral")}

    def partial(self) -> tuple[tuple[int, int], ...]:
        """Return the toned brackets behind Traditional characters that also stand bare on the page."""
        return tuple(
            (at, end)
            for character, syllable, at, _, end in self._brackets
            if character not in self._consistent and _TONE.search(syllable) and differs(character)
        )

    def _read(self, characters: set[str], kinds: tuple[str, ...]) -> set[str]:
        return {c for c, s in self._pairs if c in characters and _reading(c, s) in kinds}

    def _share(self, characters: set[str]) -> float:
        return sum(self._carried[c] for c in characters) / self._han

    @cached_property
    def _han(self) -> int:
        return len("".join(_HAN.findall(self._text)))


@lru_cache(maxsize=8192)
def _reading(character: str, syllable: str) -> Literal["toned", "neutral", "toneless"] | None:
    """Tell how a syllable is a reading of a character, whatever its tone; None where it is none.

    Engines take one reading for a character, blind to context, and a few with the tone of another standard
    (績(jì)); so the tone may be any, but there is one, or the reading is neutral in the dictionary.
    """
    if syllable != syllable.lower():
        return None
    letters = unicodedata.normalize("NFD", syllable.translate(_LOOK_ALIKES))
    tones = sum(letter in _MARKS for letter in letters)
    base = _toneless(letters)
    readings = _readings(character)
    if tones > 1 or base not in {_toneless(reading) for reading in readings}:
        return None
    if tones:
        return "toned"
    return "neutral" if base in readings else "toneless"


_MARKS = "\u0300\u0301\u0304\u030c"
_LOOK_ALIKES = {ord("ɑ"): "a", ord("ɡ"): "g"}


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _MARKS))


def _readings(character: str) -> set[str]:
    table = _table()
    simplified = to_simplified(character, "Hant")
    listed = (table.get(ord(character), ""), table.get(ord(simplified), ""))
    return {reading for readings in listed for reading in readings.split(",") if reading}


@cache
def _table() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    return dict(pinyin_dict)
