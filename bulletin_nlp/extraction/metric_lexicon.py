"""The vocabulary of metrics, compiled: indicators, their rules, and every cue word in one automaton."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from operator import itemgetter
from typing import Any

import ahocorasick

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.metric_cues import CuePatterns, any_of
from bulletin_nlp.extraction.metric_words import Cue, Hit, Hits, Indicator, Rule
from bulletin_nlp.lexicon.loader import compiled, read_lexicon

__all__ = ["Cue", "Hit", "Hits", "Indicator", "MetricLexicon", "Rule", "metric_lexicon"]


_START = itemgetter(0)
_RATE = frozenset(["%"])


def _either(words: list[str]) -> re.Pattern[str] | None:
    return any_of(words) if words else None


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


class MetricLexicon(CuePatterns):
    """The compiled vocabulary; :func:`metric_lexicon` gives the only one."""

    def __init__(self) -> None:
        super().__init__()
        tables = read_lexicon("indicators")
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
        own = {entry["id"] for entry in tables["indicator"] if entry.get("own")}
        self.units = frozenset(
            unit for id, indicator in self.indicators.items() if id not in own for unit in indicator.units
        )
        # the units that only indicators of a user's count in, with the words that name these
        self._own_units: dict[str, list[str]] = {}
        for entry in tables["rule"]:
            if entry["indicator"] in own:
                for unit in self.indicators[entry["indicator"]].units - self.units:
                    self._own_units.setdefault(unit, []).extend(entry["words"])
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

    def units_in(self, text: str) -> frozenset[str]:
        """Return the units whose numbers may be metrics in a text.

        A text that names nothing of a user's own is read as without it: what only the user counts in is no
        candidate.

        Args:
            text: the clean text.
        """
        if not self._own_units:
            return self.units
        return self.units | {
            unit for unit, words in self._own_units.items() if any(word in text for word in words)
        }

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
            if any(word in title for word in words) or sum(map(text.count, words)) >= least
        }
        found.update(name for name, pattern in table["patterns"].items() if re.search(pattern, text))
        return frozenset(found)


@compiled
def metric_lexicon() -> MetricLexicon:
    """Return the compiled vocabulary, read once."""
    return MetricLexicon()
