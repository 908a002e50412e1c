"""The names lexicon in the form that is looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["NameLexicon", "name_lexicon"]


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """The tables of ``surnames.toml`` and ``roles.toml`` in the form that is looked up."""

    single: frozenset[str]
    weak: frozenset[str]
    function: frozenset[str]
    compound: frozenset[str]
    not_given: frozenset[str]
    words: frozenset[str]
    words_first: frozenset[str]
    follows: frozenset[str]
    follows_first: frozenset[str]
    follows_lengths: tuple[int, ...]
    before: frozenset[str]
    always: frozenset[str]
    often: frozenset[str]
    pointed: re.Pattern[str]
    parts: re.Pattern[str]
    parts_min: int
    road: re.Pattern[str]


@cache
def name_lexicon() -> NameLexicon:
    """Return the lexicon of names, compiled once."""
    names, roles = read_lexicon("surnames"), read_lexicon("roles")
    follows = {*roles["after_name"]["words"]}
    for role in roles["role"]:
        follows.update(word for word in role["words"] if len(word) > 1)
    characters = roles["after_name_character"]
    parts = "|".join(sorted(names["parts"], key=len, reverse=True))
    points = re.escape(names["points"])
    road = names["road"]
    return NameLexicon(
        single=frozenset("".join(names["single"].split())),
        weak=frozenset("".join(names["weak"].split())),
        function=frozenset(names["function"]),
        compound=frozenset(names["compound"]),
        not_given=frozenset(names["not_given"]),
        words=frozenset(names["words"]),
        words_first=frozenset(word[0] for word in names["words"]),
        follows=frozenset(follows),
        follows_first=frozenset(word[0] for word in follows),
        follows_lengths=tuple(sorted({len(word) for word in follows}, reverse=True)),
        before=frozenset(roles["before_name"]["characters"]),
        always=frozenset(characters["always"]),
        often=frozenset(characters["often"]),
        pointed=re.compile(rf"[\u3400-\u9fff]{{1,7}}(?:[{points}][\u3400-\u9fff]{{1,8}}){{1,3}}"),
        parts=re.compile(rf"(?:{parts}){{1,4}}"),
        parts_min=names["parts_min"],
        road=re.compile(
            rf".{{1,3}}[{road['ends']}](?:(?<=[{road['directions']}].)|(?=\s{{0,2}}\d{{1,5}}\s?[{road['numbers']}]))"
        ),
    )
