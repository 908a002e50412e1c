"""Assemblies: the committees of a people's congress and of a consultative conference."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from bulletin_nlp.extraction.reading import OrganizationMention
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["bare_committee", "is_congress", "special_committee", "whole_of", "with_committee"]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    congress: str
    standing: str
    conference: str
    after: re.Pattern[str]
    fields: tuple[str, ...]
    working: tuple[str, ...]
    special: tuple[str, ...]
    before_bare: str
    full: dict[str, str]
    full_working: dict[str, str]


@cache
def _lexicon() -> _Lexicon:
    data = read_lexicon("organizations")["assembly"]
    fields = f"(?:{alternation([*data['fields'], *data['joins']])})"
    endings = "|".join(re.escape(word) for word in [*data["working"], *data["special"]])
    return _Lexicon(
        congress=data["congress"],
        standing=data["standing"],
        conference=data["conference"],
        after=re.compile(f"(?P<field>{fields}{{1,6}}?)(?P<ending>{endings})(?![{data['not_before']}])"),
        fields=tuple(sorted(data["fields"], key=len, reverse=True)),
        working=tuple(data["working"]),
        special=tuple(data["special"]),
        before_bare=data["before_bare"],
        full=data["full"],
        full_working=data["full_working"],
    )


def with_committee(text: str, mention: OrganizationMention) -> OrganizationMention:
    """Widen an assembly by its committee that is written after it (市人大财经委).

    Args:
        text: the clean text.
        mention: a body; one that is no assembly is returned as it is.

    Returns:
        The committee, in full where its short form stands for one name only.
    """
    lexicon = _lexicon()
    congress = lexicon.congress
    if not mention.name.endswith((congress, congress + lexicon.standing, lexicon.conference)):
        return mention
    match = lexicon.after.match(text, mention.end)
    if match is None:
        return mention
    return replace(
        mention,
        end=match.end(),
        name=_name(mention.name, match["field"], match["ending"]),
        as_written=text[mention.start : match.end()],
    )


def whole_of(mention: OrganizationMention) -> OrganizationMention:
    """Return the conference whose committee a body is (市政协提案委), or the body itself."""
    head, conference, part = mention.name.partition(_lexicon().conference)
    return replace(mention, name=head + conference) if part else mention


def is_congress(mention: OrganizationMention) -> bool:
    """Tell whether a body is a people's congress or one of its committees, with its place known or not."""
    return _lexicon().congress in mention.name


def bare_committee(
    text: str, congress: OrganizationMention, start: int, end: int
) -> OrganizationMention | None:
    """Return the committee that is written without its congress (常委会副秘书长, 城建环资工委主任).

    Args:
        text: the clean text.
        congress: the congress that was named before, or a committee of it.
        start: where the word for the committee begins.
        end: where it ends.

    Returns:
        The committee, or None where a working committee has no field of work that is a congress's.
    """
    lexicon = _lexicon()
    standing = congress.name.partition(lexicon.congress)[0] + lexicon.congress + lexicon.standing
    ending = text[start:end]
    if ending not in lexicon.working:
        return OrganizationMention(start, end, standing, ending, congress.division)
    begin = _committee_start(text, start)
    if begin == start:
        return None
    name = _name(standing, text[begin:start], ending)
    return OrganizationMention(begin, end, name, text[begin:end], congress.division)


def special_committee(text: str, end: int, assembly: OrganizationMention) -> OrganizationMention | None:
    """Return the special committee that is written without its assembly (市政协副秘书长…、提案委主任).

    Args:
        text: the clean text.
        end: where it ends.
        assembly: the body named just before.

    Returns:
        The committee, or None where the body is no assembly or nothing tells a committee's field of work.
    """
    lexicon = _lexicon()
    ending = next((word for word in lexicon.special if text.endswith(word, 0, end)), None)
    if ending is None:
        return None
    begin = _committee_start(text, end - len(ending))
    before = text[begin - 1 : begin]
    if begin == end - len(ending) or ("\u3400" <= before <= "\u9fff" and before not in lexicon.before_bare):
        return None
    whole = whole_of(assembly).name
    if is_congress(assembly):
        whole = whole.partition(lexicon.congress)[0] + lexicon.congress
    elif not whole.endswith(lexicon.conference):
        return None
    name = _name(whole, text[begin : end - len(ending)], ending)
    return OrganizationMention(begin, end, name, text[begin:end], assembly.division)


def _committee_start(text: str, end: int) -> int:
    """Return where the fields of work begin that end at an offset, or the offset where none does."""
    fields, begin = _lexicon().fields, end
    while text.endswith(fields, 0, begin):
        begin -= next(len(field) for field in fields if text.endswith(field, 0, begin))
    return begin


def _name(whole: str, field: str, ending: str) -> str:
    lexicon = _lexicon()
    if whole.endswith(lexicon.conference):
        return whole + (lexicon.full[field] if field in lexicon.full else field + ending)
    if ending in lexicon.working:
        # The working committees are all the standing committee's.
        standing = lexicon.standing if whole.endswith(lexicon.congress) else ""
        return whole + standing + lexicon.full_working.get(field, field) + lexicon.working[0]
    if field not in lexicon.full:
        return whole + field + ending
    return whole + lexicon.full[field]
