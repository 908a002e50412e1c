"""Page furniture on a bulletin's own lines: breadcrumbs, neighbours' headlines, telephone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.header_title import lines

__all__ = ["InlineFurniture", "find_inline_furniture", "site_in_breadcrumb"]

#: A breadcrumb's last step is the bulletin's title if it is at least this long, else the column's name.
SHORTEST_TITLE = 8
#: A line under 相关阅读 is a headline while it is shorter than this and no sentence.
LONGEST_HEADLINE = 60
#: Headlines looked at under one 相关阅读.
MOST_HEADLINES = 30

# What every telephone number, address of mail or page has in it; looked for first, since few bulletins do.
# The first character is one class, which lets the engine skip to it.
_CONTACT_HINT = re.compile(r"[\d@hw](?:(?<=\d)\d{4,}|(?<=@)|(?<=h)ttps?:|(?<=w)ww\.)")

Span = tuple[int, int]


@dataclass(slots=True)
class InlineFurniture:
    """``spans`` lie in the headline block, ``later`` anywhere; ``site_name`` is a breadcrumb's."""

    spans: list[Span] = field(default_factory=list)
    later: list[Span] = field(default_factory=list)
    site_name: str | None = None


def find_inline_furniture(clean: str, block: int) -> InlineFurniture:
    """Find the furniture that cleaning left in the text, since it shares a line with the bulletin.

    Args:
        clean: the clean text.
        block: where the body begins.
    """
    found = InlineFurniture()
    patterns = _patterns()
    first_body_line = next(lines(clean, block), (block, block))[1]
    for start, end in lines(clean, 0, min(first_body_line, block + 200)):
        crumb = patterns.crumb.match(clean, start, end)
        if crumb:
            last = patterns.last_step.match(clean, crumb.end(), end)
            words = last[0].strip() if last else ""
            short = last is not None and len(words) < SHORTEST_TITLE
            found.spans.append((start, last.end() if short and last else crumb.end()))
            found.site_name = found.site_name or _named_site(crumb["steps"])
        elif patterns.navigation.fullmatch(clean, start, end):
            found.spans.append((start, end))
    for match in patterns.neighbour.finditer(clean, min(first_body_line, block)):
        end = clean.find("\n", match.end())
        end = len(clean) if end < 0 else end
        if not clean[match.end() : end].strip():
            for first, stop in islice(lines(clean, end), MOST_HEADLINES):
                if stop - first >= LONGEST_HEADLINE or "。" in clean[first:stop]:
                    break
                end = stop
        found.later.append((match.start(), end))
    position = 0
    for hint in _CONTACT_HINT.finditer(clean):
        if hint.start() < position:
            continue
        contact = patterns.contact.search(clean, max(position, hint.start() - 24), hint.end() + 80)
        if contact:
            found.later.append(contact.span())
            position = contact.end()
    return found


def site_in_breadcrumb(line: str) -> str | None:
    """Return the portal that a breadcrumb's line names (当前位置：临江在线 > 要闻), or None."""
    crumb = _patterns().crumb.search(line)
    return _named_site(crumb["steps"]) if crumb else None


def _named_site(steps: str) -> str | None:
    suffixes = tuple(read_lexicon("header")["furniture"]["site_suffixes"])
    named = (step.strip() for step in _patterns().marks.split(steps))
    return next((step for step in named if step.endswith(suffixes)), None)


class _Patterns:
    """The lexicon as regular expressions, compiled once."""

    def __init__(self) -> None:
        words = read_lexicon("header")["furniture"]
        marks = f"[{words['crumb_marks']}]"
        crumbs = "|".join(sorted(words["crumbs"], key=len, reverse=True))
        self.marks = re.compile(marks)
        self.crumb = re.compile(
            rf"(?:(?:{crumbs})[ \u3000]{{0,4}}[:：]?|首页[ \u3000]{{0,4}}(?={marks}))[ \u3000]{{0,4}}"
            rf"(?P<steps>(?:[^\n{words['crumb_marks']}]{{0,24}}{marks}{{1,2}}[ \u3000]{{0,4}}){{1,8}})"
        )
        self.last_step = re.compile(r"[^\n|｜]*?(?=[ \u3000]{2}|[|｜]|$|\n)")
        self.navigation = re.compile(r"(?:网站)?首页(?:[ \u3000|｜]{1,4}[\u4e00-\u9fff]{1,6}){3,20}")
        # The first character comes first, so that the engine can skip to it.
        neighbours = "|".join(f"{word[0]}(?<![\u4e00-\u9fff].){word[1:]}" for word in words["neighbours"])
        self.neighbour = re.compile(rf"(?:{neighbours})[ \u3000]{{0,4}}(?:[:：]|(?=\n|$))", re.MULTILINE)
        contacts = "|".join(sorted(words["contacts"], key=len, reverse=True))
        hotlines = "|".join(words["hotlines"])
        self.contact = re.compile(
            rf"(?:{contacts})[ \u3000]{{0,4}}[:：]?[ \u3000]{{0,4}}[\dA-Za-z（(+][\w.@（）()+、/－—-]{{4,60}}"
            r"|(?<![\d.])0\d{2,3}[-－—]\d{7,8}(?:[-－—]\d{1,5})?(?!\d)"
            r"|(?<![\d.])1[3-9]\d{9}(?![\d.%元万亿户人个吨米平套部])"
            rf"|(?<![\d.])1\d{{4}}(?=[\u4e00-\u9fff]{{0,6}}(?:{hotlines}))"
            r"|(?:https?://|www\.)[\w./?=&%#:~+-]{4,300}"
        )


@cache
def _patterns() -> _Patterns:
    return _Patterns()
