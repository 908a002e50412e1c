"""The units and qualifiers of the lexicon, compiled once into the patterns that find quantities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bulletin_nlp.extraction.numerals import DIGITS, NUMERAL, as_number
from bulletin_nlp.lexicon.loader import alternation, compiled, read_lexicon

__all__ = ["MULTIPLIERS", "QuantityLexicon", "quantity_lexicon"]

MULTIPLIERS: dict[str, int] = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "万": 10**4,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
    "万万": 10**8,
}

# 千 and 百 before these letters belong to the unit (千米, 千瓦) or to another word (百货, 百分).
_MULTIPLIER = r"万亿|万万|千万(?!别)|千亿|百万|百亿|十万|亿|万|千(?![米瓦克伏])|百(?![分货姓日强年])"
_SPACE = r"[ \t\u3000\u00a0]"
# A number may be torn from its unit by spaces or by one line break.
_GAP = rf"{_SPACE}{{0,4}}\n?{_SPACE}{{0,4}}"


@dataclass(frozen=True)
class Unit:
    """A written unit: its base, how many of the base one of it is, and where it may stand."""

    base: str
    factor: int | Decimal
    han: bool
    thing: bool


@dataclass(frozen=True)
class QuantityLexicon:
    """What the algorithm needs, in the form it needs it."""

    units: Mapping[str, Unit]
    arabic: re.Pattern[str]
    han: re.Pattern[str]
    before: Mapping[str, tuple[str, str]]
    after: Mapping[str, str]
    longest_before: int
    before_last: frozenset[str]
    after_first: frozenset[str]
    longest_after: int
    name_after: re.Pattern[str]
    name_before: re.Pattern[str]
    name_form: re.Pattern[str]
    torn: re.Pattern[str]
    address_units: frozenset[str]
    address_after: re.Pattern[str]
    rate_before: re.Pattern[str]
    rate_after: re.Pattern[str]
    average: Mapping[str, str]
    counted_after: re.Pattern[str]
    counted_before: re.Pattern[str]
    names: Mapping[str, Any]
    per: Mapping[str, Any]
    counted: Mapping[str, Any]


@compiled
def quantity_lexicon() -> QuantityLexicon:
    """Return the compiled lexicon (``units.toml``, ``qualifiers.toml``)."""
    data = read_lexicon("units")
    qualifiers: list[dict[str, Any]] = read_lexicon("qualifiers")["qualifier"]
    units: dict[str, Unit] = {}
    guarded: dict[str, str] = {}
    for entry in data["unit"]:
        for form, factor in entry["forms"].items():
            units[form] = Unit(
                entry["base"],
                as_number(Decimal(factor)),
                entry.get("han", False),
                entry.get("thing", False),
            )
            follow = entry.get("not_before", {}).get(form, "")
            latin = "A-Za-z0-9" if form[-1].isascii() and form[-1].isalpha() else ""
            guarded[form] = re.escape(form) + (f"(?![{follow}{latin}])" if follow or latin else "")
    longest_first = sorted(units, key=lambda form: (-len(form), form))
    any_unit = "|".join(guarded[form] for form in longest_first)
    han_unit = "|".join(guarded[form] for form in longest_first if units[form].han)
    inside = "".join(word for entry in qualifiers for word in entry.get("inside", ()))
    digit = "".join(DIGITS)
    people = alternation(data["counted"]["people"])
    arabic = (
        r"(?:[0-9０-９](?<![0-9０-９A-Za-z_.．·/@〔\[+#＋第][0-9０-９]))"
        r"(?P<number>(?:[0-9０-９]{0,2}(?:[,，][0-9０-９]{3})+(?![0-9０-９])"
        # 13 649套: the groups of a number may stand apart where its unit follows
        rf"|[0-9]{{0,2}}(?:[ \u00a0][0-9]{{3}}){{1,3}}(?=\s{{0,2}}[余多]?[万亿]?(?:{any_unit}))"
        r"|[0-9０-９]*)(?:[.．][0-9０-９]+)?)"
        rf"(?:{_SPACE}?(?P<marker>[{inside}几]?){_SPACE}?(?P<multiplier>{_MULTIPLIER}))?"
        rf"(?P<marker2>[{inside}]?)(?:{_GAP}(?P<unit>{any_unit}))?"
    )
    han = (
        rf"[{NUMERAL}](?<![{NUMERAL}][{NUMERAL}])(?:(?<=[百千万二三四五六七八九十])分之(?P<share>[{NUMERAL}]{{1,16}}(?:点[{digit}]{{1,6}})?|[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?)"
        rf"|(?P<number>[{NUMERAL}]{{0,16}}(?:点[{digit}]{{1,6}})?)(?P<marker>[{inside}]?)(?P<multiplier>[万亿]{{0,2}})"
        rf"(?P<marker2>[{inside}]?)(?:{_SPACE}{{0,2}}(?P<unit>{han_unit})"
        rf"(?:(?<=成)(?P<tenth>[{digit}半])(?![{NUMERAL}个]))?|(?<=[万亿余多])(?={people})))"
    )
    before: dict[str, tuple[str, str]] = {}
    after: dict[str, str] = {}
    for entry in qualifiers:
        for word in entry.get("before", ()):
            before[word] = (entry["id"], entry.get("not_after", {}).get(word, ""))
        for word in entry.get("after", ()):
            after[word] = entry["id"]
    per = data["per"]
    rate_unit = alternation([*(form for form in units if units[form].base not in {"%", "‰"}), *per["time"]])
    counted = data["counted"]
    nouns = "|".join(
        re.escape(noun) + (f"(?![{follow}])" if (follow := counted["not_before"].get(noun, "")) else "")
        for noun in sorted(counted["nouns"], key=lambda noun: (-len(noun), noun))
    )
    stop = "，。；、：！？,;:\n"
    return QuantityLexicon(
        units=units,
        arabic=re.compile(arabic),
        han=re.compile(han),
        before=before,
        after=after,
        longest_before=max(map(len, before)),
        before_last=frozenset(word[-1] for word in before),
        after_first=frozenset(word[0] for word in after),
        longest_after=max(map(len, after)),
        name_after=re.compile(alternation(data["names"]["after"])),
        name_before=re.compile(rf"(?:{alternation(data['names']['before'])})[ \t\u3000\n:：]{{0,3}}$"),
        name_form=re.compile(data["names"]["form"]),
        torn=re.compile(
            rf"[0-9.][^0-9，。；\n]{{0,4}}(?:{alternation(data['names']['torn'])})[^0-9，。；\n]{{0,10}}$"
        ),
        address_units=frozenset(data["address"]["units"]),
        address_after=re.compile(rf"[0-9]+{_SPACE}?(?:{alternation(data['address']['after'])})"),
        rate_before=re.compile(rf"{per['mark']}(?:1|一)?(?P<per>{rate_unit})[^{stop}]*$"),
        rate_after=re.compile(rf"(?:[/／]|{per['mark']})(?P<per>{rate_unit})"),
        average=per["average"],
        counted_after=re.compile(rf"[^{stop}]*?(?:{nouns})"),
        counted_before=re.compile(rf"(?:{nouns})[^{stop}]*$"),
        names=data["names"],
        per=per,
        counted=counted,
    )
