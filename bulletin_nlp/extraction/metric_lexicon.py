"""The vocabulary of metrics, compiled: indicators, their rules, and every cue word in one automaton."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, cached_property
from operator import itemgetter
from typing import Any

import ahocorasick

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.metric_words import Cue, Hit, Hits, Indicator, Rule
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Cue", "Hit", "Hits", "Indicator", "MetricLexicon", "Rule", "metric_lexicon"]


_START = itemgetter(0)
_RATE = frozenset(["%"])


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _either(words: list[str]) -> re.Pattern[str] | None:
    return _any_of(words) if words else None


def _longest(found: list[tuple[int, int, Any]]) -> list[Hit]:
    """Keep the leftmost and longest of overlapping matches, which come in order of their ends."""
    found.sort(key=_START)
    kept: list[Hit] = []
    first, end = -1, 0
    for start, stop, payload in found:
        if start == first:
            kept[-1] = Hit(start, stop, payload)
        elif start >= end:
            kept.append(Hit(start, stop, payload))
        else:
            continue
        first, end = start, stop
    return kept


_PLANS = frozenset(["target", "task"])


def _outside_rates(cues: list[Hit], names: list[Hit]) -> list[Hit]:
    """Drop the cues that are part of a rate's name (占计划投资, 开工率), but not a plan that is one."""
    rates = [name for name in names if name.payload[0].units == _RATE]
    if not rates:
        return cues
    starts = [rate.start for rate in rates]
    kept = []
    for cue in cues:
        index = bisect_right(starts, cue.start) - 1
        itself = index >= 0 and (rates[index].start, rates[index].end) == (cue.start, cue.end)
        if index < 0 or rates[index].end < cue.end or (itself and cue.payload.role in _PLANS):
            kept.append(cue)
    return kept


class MetricLexicon:
    """The compiled vocabulary; :func:`metric_lexicon` gives the only one."""

    def __init__(self) -> None:
        tables = read_lexicon("indicators")
        self.cues = read_lexicon("metric_cues")
        self.indicators = {
            entry["id"]: Indicator(
                id=entry["id"],
                name=entry["name"],
                units=frozenset(entry["units"]),
                status=entry.get("status"),
                work=entry.get("work", False),
                counters=entry.get("counters", {}),
            )
            for entry in tables["indicator"]
        }
        self.rules = [self._rule(order, entry) for order, entry in enumerate(tables["rule"])]
        # a rule for bulletins on one subject goes before one for all
        self.alone = sorted((rule for rule in self.rules if rule.alone), key=lambda rule: not rule.subject)
        self.by_form: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for form in rule.forms:
                self.by_form.setdefault(form, []).append(rule)
        self.units = frozenset(unit for indicator in self.indicators.values() for unit in indicator.units)
        self._entries: dict[str, list[tuple[str, Any]]] = {}
        for rule, entry in zip(self.rules, tables["rule"], strict=True):
            for word in entry.get("words", []):
                self._add(word, "name", rule)
        for group in read_lexicon("status")["group"]:
            for word in group["words"]:
                self._add(word, "cue", Cue(group["role"], group.get("status"), group.get("mark")))
        for role in ("cumulative", "part", "distributive", "excludes", "attendance"):
            for word in self.cues[role]["words"]:
                self._add(word, "frame", Cue(role))
        for name, table in self.cues["class"].items():
            for word in table["words"]:
                self._add(word, "class", name)

    def _rule(self, order: int, entry: dict[str, Any]) -> Rule:
        try:
            indicator = self.indicators[entry["indicator"]]
        except KeyError as error:
            raise BulletinError(
                "lexicon_invalid", f"rule {order} of indicators.toml: no indicator {error}", "mend the file"
            ) from error
        return Rule(
            order=order,
            indicator=indicator,
            units=frozenset(entry.get("units", indicator.units)),
            alone=entry.get("alone", False),
            whole=entry.get("whole", False),
            after=entry.get("after", False),
            yields=entry.get("yields", False),
            with_=frozenset(entry.get("with", [])),
            near=frozenset(entry.get("near", [])),
            subject=frozenset(entry.get("subject", [])),
            document=frozenset(entry.get("document", [])),
            status=frozenset(entry.get("status", [])),
            beside=frozenset(entry.get("beside", [])),
            rivals=frozenset(entry.get("rivals", [])),
            forms=frozenset(entry.get("forms", [])),
            unless=_either(entry.get("unless", [])),
            unless_sentence=re.compile(entry["unless_sentence"]) if "unless_sentence" in entry else None,
        )

    def _add(self, word: str, layer: str, payload: Any) -> None:
        self._entries.setdefault(word, []).append((layer, payload))

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for word, entries in self._entries.items():
            names = tuple(payload for layer, payload in entries if layer == "name")
            cue = next((payload for layer, payload in entries if layer == "cue"), None)
            frame = next((payload for layer, payload in entries if layer == "frame"), None)
            classes = tuple(payload for layer, payload in entries if layer == "class")
            automaton.add_word(word, (len(word), names, cue, frame, classes))
        automaton.make_automaton()
        return automaton

    def scan(self, text: str, spans: list[tuple[int, int]]) -> Hits:
        """Return every hit in some stretches of a text, overlaps of a layer resolved to the leftmost longest.

        Args:
            text: the clean text.
            spans: sorted stretches that do not overlap.
        """
        names: list[tuple[int, int, Any]] = []
        cues: list[tuple[int, int, Any]] = []
        frames: list[tuple[int, int, Any]] = []
        classes: list[tuple[int, str]] = []
        search = self._automaton.iter
        for low, high in spans:
            for last, (length, rules, cue, frame, named) in search(text, low, high):
                end = last + 1
                start = end - length
                if rules:
                    names.append((start, end, rules))
                if cue is not None:
                    cues.append((start, end, cue))
                if frame is not None:
                    frames.append((start, end, frame))
                for name in named:
                    classes.append((start, name))
        named_words = _longest(names)
        merged = _outside_rates(_longest(cues), named_words)
        if frames:
            merged += _longest(frames)
            merged.sort(key=lambda hit: hit.start)
        classes.sort()
        return Hits(named_words, merged, classes)

    def subjects(self, text: str, title: str) -> frozenset[str]:
        """Return the classes that a text is about: named in its title, or often enough.

        Args:
            text: the clean text.
            title: its title, empty where there is none.
        """
        table = self.cues["subject"]
        least = max(table["hits"], len(text) // table["spacing"])
        found = {
            name
            for name in table["classes"]
            for words in [self.cues["class"][name]["words"]]
            if any(word in title for word in words) or sum(text.count(word) for word in words) >= least
        }
        found.update(name for name, pattern in table["patterns"].items() if re.search(pattern, text))
        return frozenset(found)

    @cached_property
    def modifiers(self) -> re.Pattern[str]:
        """Words that belong to the thing's name where they stand directly before it."""
        words = sorted(self.cues["modifiers"]["words"], key=len, reverse=True)
        return re.compile("(?:" + "|".join(map(re.escape, words)) + ")+$")

    @cached_property
    def predicates(self) -> re.Pattern[str]:
        """Words after a number that begin what is said of it, and no noun."""
        return _any_of(self.cues["predicates"]["words"])

    @cached_property
    def tails(self) -> re.Pattern[str]:
        """Nouns that make another thing of the name before them: 老旧小区改造方案."""
        return _any_of(self.cues["tails"]["words"])

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
        return _any_of(self.cues["each"]["words"])

    @cached_property
    def each_after(self) -> re.Pattern[str]:
        """Words that give the number before them to each of the places that follow."""
        return _any_of(self.cues["each"]["after"])

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
        return _any_of(self.cues["neighbours"]["words"])

    @cached_property
    def undated_titles(self) -> re.Pattern[str]:
        """Words of titles whose year is not the one that is counted."""
        return _any_of(self.cues["title"]["undated"])

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
    def standard(self) -> re.Pattern[str]:
        """What stands before money that a rule grants."""
        return re.compile(f"(?:{self.cues['standard']['before']})$")

    @cached_property
    def comparison(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Words before and after a date that is only compared with."""
        table = self.cues["comparison"]
        return tuple(table["before"]), tuple(table["after"])


@cache
def metric_lexicon() -> MetricLexicon:
    """Return the compiled vocabulary, read once."""
    return MetricLexicon()
