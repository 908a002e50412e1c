"""The titles lexicon in the form that is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import ahocorasick

from bulletin_nlp.lexicon.loader import alternation, compiled, read_lexicon

__all__ = ["Title", "TitleLexicon", "title_lexicon"]


# Characters between the name of a state and a title of its government.
_FOREIGN_GAP = 12
# The longest name of the occasion of a speech.
_SPEECH_GAP = 40


@dataclass(frozen=True, slots=True)
class Title:
    """A word for an office.

    ``kind`` says whose it is: of a ``government`` (then ``level`` is the level word in it), of a ``party``
    committee, an ``office`` of a body, a ``rank``, a ``duty`` or an office of the ``state`` that stands by
    itself, ``leaders`` of a place, or ``honoured``. ``needs_body`` titles are none without a body before
    them; ``body_ends`` are the last characters of bodies that the title can belong to.
    """

    text: str
    kind: Literal["government", "party", "office", "rank", "duty", "leaders", "state", "honoured"]
    level: str | None = None
    needs_body: bool = False
    body_ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleLexicon:
    """Everything that ``titles.toml`` says, compiled."""

    automaton: Any
    by_text: dict[str, Title]
    seats: tuple[tuple[tuple[str, ...], str, str], ...]
    not_office: tuple[str, ...]
    former: re.Pattern[str]
    byline: re.Pattern[str]
    quoted: re.Pattern[str]
    speech: re.Pattern[str]
    foreign: re.Pattern[str]
    attend: re.Pattern[str]
    group_label: re.Pattern[str]
    group_posts: frozenset[str]
    group_bodies: tuple[str, ...]
    group_office: str
    links: frozenset[str]
    joins: re.Pattern[str]
    carries: tuple[str, ...]
    formerly: str
    government: str
    leaders_of: frozenset[str]
    own_body: frozenset[str]
    own_words: tuple[str, ...]
    own_body_before: str
    own_body_full: dict[str, str]


def _spaced(words: list[str]) -> str:
    """Return a pattern of words whose characters may be set apart (组  长)."""
    return "|".join(r"[ \u3000]{0,6}".join(word) for word in sorted(words, key=len, reverse=True))


def _level(word: str, kind: str) -> str | None:
    if kind == "government":
        return "自治区" if word.startswith("自治区") else word[-2]
    if kind == "leaders" and word.startswith("街道"):
        return "街道"
    if kind == "leaders" and word[0] in "省市区县州旗镇":
        return word[0]
    return None


def _body_ends(word: str, endings: list[dict[str, Any]]) -> tuple[str, ...]:
    for entry in endings:
        if entry["title"] and word.endswith(entry["title"]):
            return tuple(entry["ends"])
    if word.endswith("长") and not word.endswith("秘书长"):
        return (word[-2],)
    return tuple(endings[-1]["ends"])


def _titles(data: dict[str, Any]) -> dict[str, Title]:
    found: dict[str, Title] = {}
    for group in data["title"]:
        words = [*group.get("words", ())]
        for head in group.get("heads", ()):
            words += [head, *(prefix + head for prefix in data["prefixes"])]
        for word in words:
            found.setdefault(
                word,
                Title(
                    text=word,
                    kind=group["kind"],
                    level=_level(word, group["kind"]),
                    needs_body=group.get("needs_body", False),
                    body_ends=_body_ends(word, data["body_end"]),
                ),
            )
    return found


@compiled
def title_lexicon() -> TitleLexicon:
    """Return the lexicon of titles, compiled once."""
    data = read_lexicon("titles")
    titles = _titles(data)
    automaton = ahocorasick.Automaton()
    for word in data["not_titles"]:
        automaton.add_word(word, (len(word), None))
    for word, title in titles.items():
        automaton.add_word(word, (len(word), title))
    automaton.make_automaton()
    return TitleLexicon(
        automaton=automaton,
        by_text=titles,
        seats=tuple((tuple(seat["ends"]), seat["title"], seat["body"]) for seat in data["seat"]),
        not_office=tuple(data["not_office"]["bodies"]),
        former=re.compile(
            rf"(?:{alternation(data['not_office']['former'])}"
            rf"|(?<![\u3400-\u9fff])(?:{alternation(data['not_office']['former_first'])}))$"
        ),
        byline=re.compile(rf"(?:{alternation(data['byline']['words'])})[:：\s(（|]*[^，。；、\n]{{0,10}}$"),
        quoted=re.compile(rf"[^，。；,;\n]{{0,4}}(?:{alternation(data['quoted']['words'])})"),
        speech=re.compile(
            rf"(?:{alternation(data['speech']['before'])})[^，。；,;\n]{{2,{_SPEECH_GAP}}}?"
            rf"(?:{alternation(data['speech']['after'])})"
        ),
        foreign=re.compile(
            rf"(?:{alternation(data['foreign']['states'])})"
            rf"(?!.{{0,{_FOREIGN_GAP}}}(?:{alternation(data['foreign']['not_between'])}))"
            rf"[\u3400-\u9fff、]{{0,{_FOREIGN_GAP}}}$"
        ),
        attend=re.compile(
            rf"(?:{alternation(data['untitled']['before_attend'])})?(?:{alternation(data['untitled']['attend'])})"
        ),
        group_label=re.compile(
            rf"(?:^|\n)[ \u3000\t]*((?:{_spaced(data['group']['labels'] + data['group']['members'])})[:：])?"
            r"[ \u3000\t]*$"
        ),
        group_posts=frozenset(data["group"]["labels"]),
        group_bodies=tuple(data["group"]["bodies"]),
        group_office=data["group"]["office"],
        links=frozenset(data["links"]["words"]),
        joins=re.compile(rf"\s*(?:{alternation(data['links']['joins'])})\s*"),
        carries=tuple(data["links"]["carries"]),
        formerly=data["links"]["formerly"],
        government=data["links"]["government"],
        leaders_of=frozenset(data["leaders"]["of"]),
        own_body=frozenset(data["own_body"]["characters"]),
        own_words=tuple(data["own_body"]["words"]),
        own_body_before=data["own_body"]["before"],
        own_body_full=data["own_body"]["full"],
    )
