"""Lines that belong to the page: toolbars, labels, bylines, breadcrumbs, footers, the leave-site question.

A line is furniture only as a whole. The vocabulary is in ``lexicon/data/furniture.toml`` and, for labels and
the words for editors and reporters, in ``lexicon/data/header.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["FoundFurniture", "KnownKinds", "find_furniture"]


class FoundFurniture(NamedTuple):
    """A stretch of the text that is furniture: whole lines without their last line break, or a tail."""

    kind: str
    start: int
    end: int
    value: str | None = None


#: What kind of furniture lines are by themselves, by their words and whether they stand near the top.
KnownKinds = dict[tuple[str, bool], str | None]


def find_furniture(
    text: str, extra: Sequence[re.Pattern[str]] = (), known: KnownKinds | None = None
) -> list[FoundFurniture]:
    """Return the furniture of a Simplified text in order, not overlapping.

    Args:
        text: the text, readings taken out, in Simplified characters.
        extra: further patterns for whole lines, such as a portal's own; kind ``extra``.
        known: what was learnt of lines before, with the same ``extra``; is added to.
    """
    grammar = _grammar()
    known = {} if known is None else known
    found = list(grammar.questions(text))
    lines = list(_lines(text))
    if found:
        taken = [(item.start, item.end) for item in found]
        lines = [line for line in lines if not any(s < line.end and line.start < e for s, e in taken)]
    kinds: list[str | None] = []
    for line in lines:
        key = (line.text, line.number <= grammar.top)
        if key not in known:
            known[key] = grammar.kind(line, extra)
        kinds.append(known[key])
    _follow(lines, kinds, grammar)
    if len(lines) > grammar.top and kinds[-1] is None and not lines[-1].text[-1:].isdigit():
        last = grammar.last.match(lines[-1].text)
        kinds[-1] = last.lastgroup if last else None
    _close(text, lines, kinds, grammar)
    for line, kind in zip(lines, kinds, strict=True):
        if kind:
            found.append(FoundFurniture(kind, line.start, line.end))
    whole = {item.start for item in found}
    found += [tail for tail in grammar.tails(text) if not _covered(tail, found, whole)]
    found.sort(key=_start)
    return found


def _start(item: FoundFurniture) -> int:
    return item.start


class _Line(NamedTuple):
    text: str  # stripped
    start: int
    end: int
    number: int  # among the lines that are not blank


def _lines(text: str) -> Iterator[_Line]:
    longest = read_lexicon("furniture")["limits"]["line"]
    position = number = 0
    for raw in text.split("\n"):
        end = position + len(raw)
        if raw and not raw.isspace():
            number += 1
            # A longer line is never furniture; it is handed on empty, so that neighbours can see it.
            yield _Line(raw.strip() if len(raw) <= longest else "", position, end, number)
        position = end + 1


def _covered(tail: FoundFurniture, found: list[FoundFurniture], starts: set[int]) -> bool:
    return any(item.start < tail.end and tail.start < item.end for item in found) if starts else False


def _follow(lines: list[_Line], kinds: list[str | None], grammar: _Grammar) -> None:
    """Settle the lines that are furniture by what stands beside them."""
    headline = read_lexicon("furniture")["limits"]["headline"]
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if kinds[index] == "weak_footer":
            beside = kinds[max(index - 1, 0) : index] + kinds[index + 1 : index + 2]
            near = "footer" in beside or (
                "weak_footer" in beside and "footer" in kinds[index + 1 : index + 6]
            )
            kinds[index] = "footer" if near else None
        elif kinds[index] in ("byline", "label") and following and kinds[index + 1] is None:
            if grammar.completes(line.text, following.text):
                kinds[index + 1] = kinds[index]
        elif kinds[index] is None and index and _ONLY_CRUMB_MARK.match(lines[index - 1].text):
            if len(line.text) <= _LONGEST_CRUMB and not re.search(r"[。！？，；]", line.text):
                kinds[index] = "breadcrumb"
        elif kinds[index] == "related":
            end = index + 1
            while end < len(lines) and _is_headline(lines[end].text, headline):
                end += 1
            if end == len(lines):
                kinds[index + 1 :] = ["related"] * (end - index - 1)


def _close(text: str, lines: list[_Line], kinds: list[str | None], grammar: _Grammar) -> None:
    """Settle what stands below the line that names the article's editors: other pages' headlines."""
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index]
        if line.end < grammar.closing_least or 2 * line.end < len(text):
            return
        if kinds[index] in ("byline", "label") and grammar.closing.match(line.text):
            if not any(below.text.startswith(grammar.not_closed) for below in lines[index + 1 :]):
                kinds[index + 1 :] = [kind or "related" for kind in kinds[index + 1 :]]
            return


def _is_headline(line: str, longest: int) -> bool:
    return 0 < len(line) <= longest and not re.search(r"[。！？；]", line)


class _Grammar:
    """The vocabulary as compiled patterns."""

    def __init__(self) -> None:
        data = read_lexicon("furniture")
        header = read_lexicon("header")
        self.top: int = data["limits"]["top_lines"]
        closing = data["closing"]
        self.closing = re.compile(rf"[（(【\[]?(?:{'|'.join(closing['words'])}){_COLON}")
        self.closing_least: int = closing["least"]
        self.not_closed = tuple(closing["unless"])
        self._search = [(k["id"], re.compile(k["search"])) for k in data["kind"] if "search" in k]
        placed = [kind for kind in data["kind"] if kind.get("top") or kind.get("last")]
        self._at_top = _any_kind(kind for kind in placed if kind.get("top"))
        self.last = _any_kind(kind for kind in placed if kind.get("last"))
        whole = [kind for kind in data["kind"] if "patterns" in kind and kind not in placed]
        self._whole = _any_kind(whole)
        self._whole_in_prose = _any_kind(kind for kind in whole if kind.get("in_prose"))
        weak = [pattern for kind in data["kind"] for pattern in kind.get("weak", ())]
        self._weak_footer = re.compile(f"(?:{'|'.join(weak)})$")
        byline = header["byline"]
        roles = [role for role in byline["roles"] if role not in data["byline"]["exclude"]]
        roles += data["byline"]["signed"]
        tools = "|".join(word for tool in data["tool"] for word in tool["words"])
        labels: dict[str, list[str]] = {}
        for label in header["label"]:
            group = "weak" if label.get("weak") else _GROUPS.get(label["value"], "words")
            labels.setdefault(group, []).extend(label["words"])
        any_label = _spaced([word for words in labels.values() for word in words] + roles)
        stop = rf"(?!(?:{any_label}){_COLON}|(?:{tools})(?:[\s|｜]|$))"
        word = r"[^\s:：。；！？，,|｜【】\[\]]"
        values = {
            "date": rf"(?:{_DATE})?",
            "weak": rf"(?:{_DATE})",
            "source": rf"(?:{stop}{word}{{1,40}}(?:[ \u3000\xa0]{{1,2}}{stop}{word}{{1,20}}){{0,3}})?",
            "person": rf"(?:{stop}{word}{{1,20}}(?:[ \u3000\xa0]{{1,4}}{stop}{word}{{1,12}}){{0,5}})?",
            "words": rf"(?:{stop}[^\s。！？；|｜]+(?:[ \u3000\xa0]{{1,2}}{stop}[^\s。！？；|｜]+){{0,6}})?",
            "count": r"\d{0,9}[ \xa0]?[次人]?",
            "fonts": r"[\[【(（]?[ \xa0]?(?:(?:特大|超大|默认|[大中小])[ \xa0]*)*",
        }
        items = [
            rf"(?P<{group}>(?:{_spaced(words)}){_COLON}{values[group]})" for group, words in labels.items()
        ]
        items.append(rf"(?P<person>(?:{_spaced(roles)}){_COLON}{values['person']})")
        labelled = len(items)
        items.append(rf"(?P<tool>{tools})(?=[\s|｜】\])）【\[(（·]|$)")
        items.append(rf"(?P<stamp>{_DAY}{_TIME})")
        items.append(rf"(?P<day>{_DAY})")
        self._item = re.compile("|".join(items))
        self._item_without_colon = re.compile("|".join(items[labelled:]))
        self._bracketed = re.compile(
            rf"(?:[（(][^（()）:：。，]{{0,20}}?(?:{_spaced(roles)}){_COLON}{values['person']}[）)]"
            rf"|【[^】]{{1,12}}】(?:{_spaced(roles)}){_COLON}{values['person']})$"
        )
        self._open_person = re.compile(rf"(?:.*[\s|｜])?(?:{_spaced(roles)}){_COLON}$")
        self._open_date = re.compile(rf"(?:.*[\s|｜])?(?:{_spaced(labels['date'])}){_COLON}$")
        # A toolbar behind the last sentence of a line. None of its words holds ，。 or ；: where one of them
        # follows on the line the words are not tried.
        self._tail = re.compile(
            rf"[。！？”）](?![^。，；\n]{{0,40}}[。，；])(?P<tail>[ \t\u3000\xa0|｜]*+"
            rf"(?:[【\[(（ ]*+(?:{tools})[】\])） \u3000\xa0|｜]*+)+)$",
            re.MULTILINE,
        )

    def questions(self, text: str) -> Iterator[FoundFurniture]:
        """Yield what is furniture wherever it stands."""
        if "离开" not in text and "跳出" not in text:
            return
        for kind, pattern in self._search:
            for match in pattern.finditer(text):
                yield FoundFurniture(kind, match.start(), match.end(), match["value"])

    def tails(self, text: str) -> Iterator[FoundFurniture]:
        """Yield the toolbars behind a line's last sentence."""
        for match in self._tail.finditer(text):
            yield FoundFurniture("toolbar", match.start("tail"), match.end("tail"))

    def kind(self, line: _Line, extra: Sequence[re.Pattern[str]]) -> str | None:
        """Return what kind of furniture a line is by itself."""
        if not line.text:
            return None
        if extra and any(pattern.fullmatch(line.text) for pattern in extra):
            return "extra"
        if _ONLY_CRUMB_MARK.match(line.text):
            return "breadcrumb"
        if _PROSE.match(line.text):
            prose = self._whole_in_prose.match(line.text)
            return prose.lastgroup if prose else None
        whole = self._whole.match(line.text)
        if whole is None and line.number <= self.top:
            whole = self._at_top.match(line.text)
        if whole:
            return whole.lastgroup
        if self._bracketed.match(line.text):
            return "byline"
        groups = self._parse(line.text)
        if groups is None:
            return "weak_footer" if self._weak_footer.match(line.text) else None
        strong = groups - {"day"}
        if strong == {"weak"} and "day" not in groups and line.number > self.top:
            return None
        if strong & {"date", "source", "words", "stamp", "weak"}:
            return "label"
        if "person" in strong:
            return "byline"
        return "toolbar" if strong else None

    def completes(self, line: str, following: str) -> bool:
        """Tell whether a line gives the value that the label at the end of the one before lacks."""
        if not line.endswith((":", "：")):
            return False
        if self._open_person.match(line):
            return _PERSON.match(following) is not None
        return self._open_date.match(line) is not None and _ONLY_DATE.match(following) is not None

    def _parse(self, line: str) -> set[str] | None:
        """Return the groups of the items that make up a line, or None if it has anything else."""
        groups: set[str] = set()
        position = _BETWEEN.match(line).end()  # type: ignore[union-attr]
        if position == len(line):
            return (
                {"tool"} if line[0] in "【】[]" else None
            )  # the bracket of 【字体：大 中 小】 on its own line
        grammar = self._item if ":" in line or "：" in line else self._item_without_colon
        while position < len(line):
            item = grammar.match(line, position)
            if item is None or item.lastgroup is None or item.end() == position:
                return None
            groups.add(item.lastgroup)
            position = _BETWEEN.match(line, item.end()).end()  # type: ignore[union-attr]
        return groups


_GROUPS = {"date": "date", "source": "source", "count": "count", "fonts": "fonts"}
_SPACE = "[ \u3000\xa0]"
_COLON = rf"{_SPACE}{{0,3}}[:：]{_SPACE}{{0,6}}"
_MARK = rf"{_SPACE}?(?:年|[-./－–—‐]{{1,2}}){_SPACE}?"
_DAY = (
    rf"\[?(?:(?:19|20)?\d\d{_MARK}\d{{1,2}}{_SPACE}?(?:月|[-./－–—‐]{{1,2}}){_SPACE}?\d{{1,2}}日?"
    rf"|二[〇○零ＯOo0一二三四五六七八九]{{3}}年[元一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十廿卅]{{1,3}}日)\]?"
)
_TIME = rf"(?:{_SPACE}|T|-){{0,4}}\d{{1,2}}[:：时]\d\d(?:[:：分]\d\d秒?|分)?"
_DATE = rf"{_DAY}(?:{_TIME})?"
_BETWEEN = re.compile(r"[\s|｜·•【】\[\]()（）/]*")
# Running text as most lines are: no label, tool, byline or breadcrumb reaches as far as the first ，。 or ；
# without one of the other marks.
_PROSE = re.compile(r"[^\s:：|｜·•【】\[\]()（）/<>＞»›→《》，。；-]*[，。；]")
_ONLY_CRUMB_MARK = re.compile(r"[>＞»›→]+$")
_LONGEST_CRUMB = 12
_PERSON = re.compile(r"[\u4e00-\u9fff]{1,2}[ \u3000]{0,4}[\u4e00-\u9fff·]{1,4}$|[\u4e00-\u9fff·]{2,12}$")
_ONLY_DATE = re.compile(rf"{_DATE}$")


def _any_kind(kinds: Iterable[dict[str, Any]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind['id']}>(?:{'|'.join(kind['patterns'])})$)" for kind in kinds))


def _spaced(words: Iterable[str]) -> str:
    """Return an alternation of words, longest first, that allows spaces between their characters."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(f"{_SPACE}{{0,4}}".join(map(re.escape, word)) for word in ordered)


@cache
def _grammar() -> _Grammar:
    return _Grammar()
