"""The words of ``metric_cues.toml`` that are looked for beside a number, compiled to patterns."""

from __future__ import annotations

import re
from functools import cached_property

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["CuePatterns", "any_of"]


def any_of(words: list[str]) -> re.Pattern[str]:
    """Return a pattern of any of some words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


class CuePatterns:
    """The patterns; ``cues`` is the file as it was read."""

    def __init__(self) -> None:
        self.cues = read_lexicon("metric_cues")

    @cached_property
    def modifiers(self) -> re.Pattern[str]:
        """Words that belong to the thing's name where they stand directly before it."""
        words = sorted(self.cues["modifiers"]["words"], key=len, reverse=True)
        return re.compile("(?:" + "|".join(map(re.escape, words)) + ")+$")

    @cached_property
    def predicates(self) -> re.Pattern[str]:
        """Words after a number that begin what is said of it, and no noun."""
        return any_of(self.cues["predicates"]["words"])

    @cached_property
    def tails(self) -> re.Pattern[str]:
        """Nouns that make another thing of the name before them: 老旧小区改造方案."""
        return any_of(self.cues["tails"]["words"])

    @cached_property
    def place_like(self) -> re.Pattern[str]:
        """Light words of a gap, with one name that looks like that of a place among them."""
        gaps = self.cues["gaps"]
        return re.compile(f"{gaps['filling']}(?:{gaps['place']}{gaps['filling']})?")

    @cached_property
    def list_gap(self) -> re.Pattern[str]:
        """What may stand between two numbers of one list."""
        return re.compile(self.cues["gaps"]["list"])

    @cached_property
    def each(self) -> re.Pattern[str]:
        """Words that give one number to each of the places before them."""
        return any_of(self.cues["each"]["words"])

    @cached_property
    def each_after(self) -> re.Pattern[str]:
        """Words that give the number before them to each of the places that follow."""
        return any_of(self.cues["each"]["after"])

    @cached_property
    def closing(self) -> re.Pattern[str]:
        """Words that close a number: 12部以上."""
        return re.compile(self.cues["gaps"]["closing"])

    @cached_property
    def touching(self) -> re.Pattern[str]:
        """Light words and prepositions right before a number."""
        return re.compile(self.cues["gaps"]["touching"])

    @cached_property
    def filling(self) -> re.Pattern[str]:
        """Light words, and those that join the parts of a sentence."""
        return re.compile(self.cues["gaps"]["filling"])

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        """Every word of a category with the category's name, longest words first."""
        pairs = [(word, name) for name, words in self.cues["category"].items() for word in words]
        return sorted(pairs, key=lambda pair: -len(pair[0]))

    @cached_property
    def change(self) -> re.Pattern[str]:
        """Verbs of growth and of decline at the end of a stretch; the group ``fall`` holds the latter."""
        growth = self.cues["growth"]
        fall = "|".join(map(re.escape, sorted(growth["fall"], key=len, reverse=True)))
        rise = "|".join(map(re.escape, sorted(growth["rise"], key=len, reverse=True)))
        return re.compile(f"(?:(?P<fall>{fall})|(?:{rise}))[了达至到约近超过]*$")

    @cached_property
    def against(self) -> re.Pattern[str]:
        """What a change is measured against."""
        words = sorted(self.cues["growth"]["against"], key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words)))

    @cached_property
    def neighbours(self) -> re.Pattern[str]:
        """Words of a line that leads to another page."""
        return any_of(self.cues["neighbours"]["words"])

    @cached_property
    def undated_titles(self) -> re.Pattern[str]:
        """Words of titles whose year is not the one that is counted."""
        return any_of(self.cues["title"]["undated"])

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """What follows a number within the quoted name of works."""
        return re.compile(self.cues["announced"]["quoted"])

    @cached_property
    def announced(self) -> re.Pattern[str]:
        """A sentence that hands down the plan of a year."""
        return re.compile(self.cues["announced"]["sentence"])

    @cached_property
    def stock(self) -> re.Pattern[str]:
        """What stands right before the number of what there is."""
        return re.compile(f"(?:{self.cues['stock']['before']})$")

    @cached_property
    def of_standard(self) -> str:
        """What the name of money that a rule grants holds."""
        return str(self.cues["standard"]["name"])

    @cached_property
    def money(self) -> re.Pattern[str]:
        """What stands before money whose unit is not written."""
        return re.compile(f"(?:{self.cues['money']['before']})$")

    @cached_property
    def standard(self) -> re.Pattern[str]:
        """What stands before money that a rule grants."""
        return re.compile(f"(?:{self.cues['standard']['before']})$")

    @cached_property
    def comparison(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Words before and after a date that is only compared with."""
        table = self.cues["comparison"]
        return tuple(table["before"]), tuple(table["after"])
