"""The words by which communities are recognised, compiled from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ahocorasick

from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["Ending", "Vocabulary", "vocabulary"]

_COUNT = (
    r"第?[\d.]+余?万?余?[个处批栋幢座套户家条片所项年月日号楼期]"
    r"|[一二三四五六七八九十两几数百千万多余]+[个处批栋幢座套户家]"
)
# How long the verbs are that are looked up, in characters.
_VERB = 2
#: Classes of words after which a name may begin, in the lexicon's own names.
_BORDERS = ("visit", "renovate", "place", "before", "link")


@dataclass(frozen=True, slots=True)
class Ending:
    """What the lexicon says of an ending: the record's kind, what a name with it needs, whether a list hands
    it along, whether it makes the yard of an institution, after what it means another thing, after what alone
    it is one, whether something must lead to the name."""

    kind: str
    needs: str
    handed: bool
    yard: bool
    not_of: tuple[str, ...]
    of: tuple[str, ...] = ()
    placed: bool = False


class Tails:
    """A set of endings that tells how long the longest is that a stretch has."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def longest(self, text: str, start: int, end: int) -> int:
        """Return the length of the longest of the endings at ``end``, 0 where there is none."""
        for length in self._lengths:
            if end - length >= start and text[end - length : end] in self._words:
                return length
        return 0


class Vocabulary:
    """The lexicon of communities, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        endings = {
            word: Ending(
                entry["kind"],
                entry["needs"],
                entry.get("handed", False),
                entry.get("yard", False),
                tuple(entry.get("not_of", ())),
                tuple(entry.get("of", ())),
                entry.get("placed", False),
            )
            for entry in data["ending"]
            for word in entry["words"]
        }
        self.endings = endings
        self.numbered = frozenset(
            word for entry in data["ending"] if entry.get("numbered") for word in entry["words"]
        )
        self.neighbourhoods = frozenset(word for word, e in endings.items() if e.kind == "neighbourhood")
        strong = [word for word, ending in endings.items() if ending.needs != "list"]
        self.strong = Tails(strong)
        # An ending that means no certain kind of compound is handed along to every name.
        self.endings_for_all = frozenset(
            word
            for word, ending in endings.items()
            if ending.handed and not ending.yard and ending.needs == "left"
        )
        self.parts = frozenset(data["part"]["words"])
        self.part = Tails(self.parts)
        weak = {word for word, ending in endings.items() if ending.needs == "list"}
        self.weak = Tails(weak | self.parts)
        floor = f"楼(?!{alternation(data['floor']['words'])})"
        ending = "|".join(part.replace("楼", floor) for part in alternation(strong).split("|"))
        self.ending = re.compile(f"({ending})({alternation(self.parts)})?")
        self.other = re.compile(alternation(data["other"]["words"]))
        self.has_other = frozenset(data["other"]["ending"])

        generic = data["generic"]
        modifiers = alternation([*generic["tail"], *generic["whole"]])
        verbs = data["verb"]
        tails = [*generic["tail"], *generic["end"], *verbs["border"], *verbs["inside"]]
        self.generic_tails = Tails(tails)
        self.generic = re.compile(f"(?:{modifiers})*+")
        self.not_first = tuple(generic["begin"])
        village = data["village"]
        self.village_after = tuple(village["after"])
        self.village = re.compile(
            rf"\w{{1,5}}?(?<![{''.join(village['not_after'])}])(?:{alternation(village['words'])})(?=\w{{2}})"
        )
        self._frequent: int = verbs["frequent"]
        self._called_after = frozenset(verbs["called_after"])
        # The commonest general terms are told by the last one or two characters before the ending.
        self.common = frozenset(word for word in tails if len(word) <= 2)

        self.counted = tuple(data["counted"]["units"])
        self.count_inside = tuple(data["counted"]["inside"])
        self._count = re.compile(_COUNT)
        classes = {word: name for name in _BORDERS for word in data[name]["words"]}
        classes.update(dict.fromkeys(verbs["border"], "before"))
        classes.update(dict.fromkeys(data["link"]["kept"], "kept"))
        self.visiting = re.compile(alternation(data["visit"]["words"]))
        self._borders = ahocorasick.Automaton()
        for word, name in classes.items():
            self._borders.add_word(word, (word, name))
        self._borders.make_automaton()
        # 南京路小区, 长安花园小区: the name of a city begins that of a street or an estate.
        self.ordinary = re.compile(alternation([*data["street"]["words"], *strong]))
        self.after = re.compile(alternation(data["after"]["words"]))
        self.works = re.compile(
            f"(?:{data['works']['address']})"
            "|(?:[（(][^（）()。；\\n]{1,24}[）)])?[，, \u3000]?"
            f"\\w{{0,8}}?(?:{alternation(data['works']['words'])})"
        )

        self.joining = re.compile(alternation(data["joining"]["words"]))
        self.joined = re.compile(f"(?:{alternation(strong)})(?:{alternation(data['joining']['words'])})")
        self.closed = Tails(data["closed"]["words"])
        self.facility = Tails(data["facility"]["words"])
        self.institution = Tails(data["institution"]["words"])
        self.institution_handed = Tails(data["institution"]["handed"])
        self.body = tuple(data["institution"]["body"])
        self.aged = frozenset(data["institution"]["between"])
        self.street = Tails(data["streets"]["words"])
        heading = data["heading"]
        self.heading = re.compile(
            f"(?:{alternation(heading['words'])})(?:{alternation(heading['links'])})?[:：]?\\Z"
        )
        summed = data["sum"]
        counted = r"[\d一二三四五六七八九十两几多数余]+[个处批栋]"
        self.sum_always = re.compile(
            f"(?:等(?:{counted})?|共?{counted})(?:{alternation(summed['modifiers'])})*+(?:{alternation(summed['always'])})"
        )
        self.sum_works = re.compile(alternation(summed["works"]))
        self.sum_lived = re.compile(rf"等(?:{counted})?[\w]{{0,12}}?(?:{alternation(summed['lived'])})")

    def is_verb(self, word: str) -> bool:
        """Tell whether a word is a common verb that no community is called after."""
        return word not in self._called_after and word in _verbs(self._frequent)

    def borders(self, words: str) -> list[tuple[int, int, str, str]]:
        """Return the words of a short stretch before which a name cannot begin: start, end, word, class."""
        found = [
            (end + 1 - len(word), end + 1, word, name)
            for end, (word, name) in self._borders.iter_long(words)
            if name != "kept"
        ]
        found += [(*match.span(), match.group(), "count") for match in self._count.finditer(words)]
        found.sort()
        return found


@cache
def _verbs(frequent: int) -> frozenset[str]:
    """Return the verbs of two characters that jieba's dictionary counts at least this often."""
    import jieba

    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8")
    entries = (line.split(" ") for line in dictionary.splitlines() if line.endswith(" v"))
    return frozenset(word for word, count, _ in entries if len(word) == _VERB and int(count) >= frequent)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, compiled once."""
    return Vocabulary(read_lexicon("communities"))
