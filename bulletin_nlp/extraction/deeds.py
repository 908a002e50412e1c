"""Deeds: what an official does in the bulletin, in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bulletin_nlp.extraction.layout import Layout
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["deeds_after", "deeds_before", "deeds_of_pronouns"]

# How far after a name its deeds are looked for, in characters and in clauses.
_REACH = 120
_CLAUSES = 3
_TOLD_REACH = 16


@dataclass(frozen=True, slots=True)
class _Lexicon:
    deed: re.Pattern[str]
    speech: frozenset[str]
    nouns: frozenset[str]
    noun_after: tuple[str, ...]
    party: tuple[str, ...]
    stops: frozenset[str]
    shown: re.Pattern[str]
    occasion: re.Pattern[str]
    listens: tuple[str, ...]
    listened_to: frozenset[str]
    joins: tuple[str, ...]
    goes_on: tuple[str, ...]
    pronoun: re.Pattern[str]
    told: tuple[str, ...]
    told_before: re.Pattern[str]


@cache
def _lexicon() -> _Lexicon:
    data = read_lexicon("roles")
    speech = frozenset(w for role in data["role"] if role["kind"] == "speech" for w in role["words"])
    every = [w for role in data["role"] for w in role["words"]]
    takes_part = (
        f"(?:{alternation(data['takes_part']['words'])})(?:{alternation(data['takes_part']['acts'])})"
    )
    joined = f"{takes_part}(?!{alternation(data['noun_after']['words'])})"
    between = alternation(data["pronoun"]["words"])
    return _Lexicon(
        deed=re.compile(f"{joined}|{alternation(every)}"),
        speech=speech,
        nouns=frozenset(w for role in data["role"] if role.get("makes_nouns") for w in role["words"]),
        noun_after=tuple(data["noun_after"]["words"]),
        party=tuple(data["party"]["words"]),
        stops=frozenset(data["party"]["stops"]),
        shown=re.compile(
            f"{data['shown']['word']}(?:{alternation(data['shown']['before'])})?"
            f"(?:{alternation(data['shown']['feelings'])})"
        ),
        occasion=re.compile(
            f"{data['occasion']['opens']}[^，。,；\n]{{1,30}}?[{data['occasion']['closes']}](?={alternation(speech)})"
        ),
        listens=tuple(data["listens"]["words"]),
        listened_to=frozenset(data["listens"]["to"]),
        joins=tuple(data["joins"]["words"]),
        goes_on=tuple(data["goes_on"]["words"]),
        pronoun=re.compile(rf"[他她](?<![其吉].)(?:{between})?({alternation(speech)})"),
        told=tuple(data["told_before"]["words"]),
        told_before=re.compile(
            rf"({takes_part}|{alternation(every)})[^，。,；\n]{{0,4}}(?:{alternation(data['told_before']['words'])})\Z"
        ),
    )


def deeds_after(text: str, layout: Layout, end: int, stop: int) -> list[str]:
    """Return the deeds of the person whose name ends at ``end``.

    Args:
        text: the clean text.
        layout: its clauses and sentences.
        end: where the name, or the list of names, ends.
        stop: where the next person's posts begin.
    """
    lexicon = _lexicon()
    stop = min(stop, layout.sentence(max(0, end - 1))[1], end + _REACH)
    found: list[str] = []
    position = end
    occasion = lexicon.occasion.match(text, end, stop)
    if occasion is not None:
        position = occasion.end()
    of_party = text.startswith(lexicon.party, end)
    for _ in range(_CLAUSES):
        clause_end = min(stop, layout.clause(position)[1]) if position < stop else stop
        if position >= clause_end:
            break
        first, last_end = True, position
        for match in lexicon.deed.finditer(text, position, clause_end):
            word = match.group()
            near = match.start() == last_end or text.endswith(lexicon.joins, position, match.start())
            if not (near or (first and len(word) > 1)):
                continue
            if lexicon.shown.match(text, match.start()) is not None:
                continue
            if word in lexicon.nouns and text.startswith(lexicon.noun_after, match.end()):
                continue
            if word in lexicon.listened_to and found and found[-1].startswith(lexicon.listens):
                continue
            first, last_end = False, match.end()
            if of_party and word in lexicon.stops:
                continue
            found.append(word)
            if word in lexicon.speech:
                return found
        position = clause_end
        if not text.startswith(lexicon.goes_on, position) and lexicon.deed.match(text, position) is None:
            break
    return found


def deeds_before(text: str, start: int) -> list[str]:
    """Return the deed that is told before its doer (同行的有林书远)."""
    lexicon = _lexicon()
    if not text.endswith(lexicon.told, max(0, start - _TOLD_REACH), start):
        return []
    match = lexicon.told_before.search(text, max(0, start - _TOLD_REACH), start)
    return [match.group(1)] if match is not None else []


def deeds_of_pronouns(text: str) -> list[tuple[int, str]]:
    """Return the speech of 他 and 她, each with its offset."""
    return [(m.start(), m.group(1)) for m in _lexicon().pronoun.finditer(text)]
