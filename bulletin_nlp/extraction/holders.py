"""Holders: the persons whom the posts of a bulletin belong to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from bulletin_nlp.extraction.names import PersonName, ends_well, name_after, name_before
from bulletin_nlp.extraction.posts import BRACKET, Post, PostReader
from bulletin_nlp.extraction.reading import OrganizationMention, Reading
from bulletin_nlp.extraction.title_bodies import TitleToken
from bulletin_nlp.extraction.title_lexicon import Title, title_lexicon
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Appearance", "HolderReader"]

# A name set apart from the posts that follow it, by spaces or a bracket, in a list of members.
_NAME_APART = re.compile(
    r"(?:^|(?<=[：:\n、，,；;\s）)]))"
    r"([\u3400-\u9fff](?:[ \u3000]{0,4}[\u3400-\u9fff]){1,3})(?:[ \u3000\t]+|[（(])$"
)
_MEMBER_ENDS = "\n）)；;。、，, \t"
# How far a name may be from its title, and a byline word or a former office from the chain it governs.
_NAME_REACH = 24
_BYLINE_REACH = 24
_FORMER_REACH = 3
# A state before its minister; a name that stands alone without a title.
_FOREIGN_REACH = 18
_FULL_NAME = 3
_SEPARATOR = re.compile(r"\s*[,，;；]\s*")


@dataclass(slots=True)
class Appearance:
    """A person with the posts told there.

    ``start`` is where the posts begin, or the name where it stands first or shares the posts of another;
    ``acting`` is false where the person is only quoted.
    """

    name: PersonName
    start: int
    end: int
    posts: list[Post] = field(default_factory=list)
    acting: bool = True


class HolderReader:
    """Reads the persons that are told with a post.

    Args:
        reading: the bulletin with its region and organisation mentions.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.clean
        self._lexicon = title_lexicon()
        self._posts = PostReader(reading)
        self._starts = {m.start for m in reading.organization_mentions}
        self._starts.update(m.start for m in reading.region_mentions if not m.implied)
        self._starts.update(token.start for token in self._posts.tokens)
        self._bodies_at = {m.start: m for m in reading.organization_mentions}
        self._bylines = sorted(reading.header.bylines)
        roles = read_lexicon("roles")
        self._before_name = frozenset(roles["before_name"]["characters"])
        self._given_to = tuple(roles["given_to"]["words"])
        self._given_ends = tuple(roles["given_to"]["ends"])
        self._previous: Appearance | None = None
        #: the label of the list of members that is being read
        self._label = ""

    @property
    def discovered(self) -> list[OrganizationMention]:
        """Bodies that only a title told."""
        return self._posts.discovered

    def appearances(self) -> list[Appearance]:
        """Return every person that is told with a post, in reading order."""
        found: list[Appearance] = []
        for chain in self._posts.chains():
            for appearance in self._holders(chain):
                found.append(appearance)
                self._previous = appearance
        return found

    def _holders(self, chain: list[TitleToken]) -> Iterator[Appearance]:
        text = self._text
        start = self._posts.bodies.head(chain[0], self._previous.end if self._previous is not None else 0)
        end = chain[-1].end
        bracket = BRACKET.match(text, end)
        if bracket is not None:
            end = bracket.end()
        if self._lexicon.former.search(text, max(0, start - _FORMER_REACH), start) is not None:
            return
        if self._is_foreign(chain):
            return
        name = name_after(text, end, self._stop(end), self._opens)
        if name is None and chain[-1].title.kind == "leaders":
            name = self._first_listed(end)
        if name is not None and name.start not in self._starts:
            yield from self._after_titles(chain, start, name)
        elif chain[0].title.kind != "honoured":
            found = self._before_title(chain) or self._apart(chain, start, end)
            found = found or self._given(chain, start, end)
            if found is not None:
                yield found

    def _first_listed(self, start: int) -> PersonName | None:
        """Return a name that no table of family names knows, where a list of leaders begins with it."""
        first = name_after(self._text, start, self._stop(start), listed=True)
        join = self._lexicon.joins.match(self._text, first.end) if first is not None else None
        if join is None or name_after(self._text, join.end(), self._stop(join.end())) is None:
            return None
        return first

    def _chain_posts(self, chain: list[TitleToken]) -> list[Post]:
        previous = self._previous
        if previous is None:
            return self._posts.posts(chain, [], 0)
        return self._posts.posts(chain, previous.posts, previous.end)

    def _after_titles(self, chain: list[TitleToken], start: int, name: PersonName) -> Iterator[Appearance]:
        """Read the name or the list of names that follows its titles."""
        posts = [] if self._is_byline(start, name) else self._chain_posts(chain)
        if not posts:
            return
        last = name
        for last in self._list(name):
            head = start if last is name else last.start
            yield Appearance(last, head, last.end, posts, self._acts(last))
        for member in self._untitled(last.end):
            yield Appearance(member, member.start, member.end)

    def _untitled(self, end: int) -> list[PersonName]:
        """Return the names without a title that end a list of officials (…市长林书远,何敏、温岚陪同)."""
        separator = _SEPARATOR.match(self._text, end)
        if separator is None:
            return []
        start = separator.end()
        body = self._bodies_at.get(start)
        if body is not None:
            start = body.end
        elif start in self._starts:
            return []
        first = name_after(self._text, start, self._stop(start), self._opens)
        if first is None or first.start != start:
            return []
        members = list(self._list(first))
        alone = len(members) == 1 and (body is not None or len(first.name) < _FULL_NAME)
        if alone or self._lexicon.attend.match(self._text, members[-1].end) is None:
            return []
        return members

    def _is_foreign(self, chain: list[TitleToken]) -> bool:
        """Tell whether the title is one of another state's government (加拿大财政部长)."""
        token, bodies = chain[0], self._posts.bodies
        body = bodies.before(token)
        if bodies.place(token) is not None or (body is not None and body.division is not None):
            return False
        window = max(0, token.start - _FOREIGN_REACH)
        return self._lexicon.foreign.search(self._text, window, token.start) is not None

    def _stop(self, start: int) -> int:
        """Return how far a name after a title may reach: within its line."""
        line = self._text.find("\n", start, start + _NAME_REACH)
        return line if line >= 0 else min(len(self._text), start + _NAME_REACH)

    def _opens(self, offset: int) -> bool:
        return offset in self._starts

    def _list(self, name: PersonName) -> Iterator[PersonName]:
        """Return the name and those that share its title (市领导甲、乙、丙)."""
        text, joins = self._text, self._lexicon.joins
        while True:
            yield name
            join = joins.match(text, name.end)
            if join is None or join.end() in self._starts:
                return
            following = name_after(text, join.end(), self._stop(join.end()), listed=True)
            if following is None or following.end in self._starts:
                return
            if ends_well(text, following.end) < 2 and joins.match(text, following.end) is None:
                return
            name = following

    def _before_title(self, chain: list[TitleToken]) -> Appearance | None:
        """Read a name that its title follows (区住建局宋可新主任)."""
        token = chain[0]
        if ends_well(self._text, chain[-1].end) < 2:
            return None
        name = name_before(self._text, token.start, lambda offset: self._may_begin(offset, token.title))
        if name is None or self._is_byline(name.start, name):
            return None
        post, start = self._posts.post_after(token, name.start)
        return (
            None
            if post.dropped
            else Appearance(name, start, chain[-1].end, [post], self._acts(name, chain[-1].end))
        )

    def _apart(self, chain: list[TitleToken], start: int, end: int) -> Appearance | None:
        """Read the name of a list of members: 林书远  市水务局局长, 何敏（市财政局副局长）."""
        text = self._text
        if end < len(text) and text[end] not in _MEMBER_ENDS:
            return None
        match = _NAME_APART.search(text, max(0, start - _NAME_REACH), start)
        if match is None:
            return None
        written = "".join(match.group(1).split())
        if name_before(written, len(written), lambda offset: offset == 0) is None:
            return None
        name = PersonName(match.start(1), match.end(1), written)
        posts = [] if self._is_byline(name.start, name) else self._chain_posts(chain)
        if not posts:
            return None
        return Appearance(name, name.start, end, [*posts, *self._group_posts(name)])

    def _group_posts(self, name: PersonName) -> list[Post]:
        """Return the post in the group whose members a list gives (副组长：…), of the line or one above."""
        before = max(0, name.start - _NAME_REACH)
        label = self._lexicon.group_label.search(self._text, before, name.start)
        if label is None:
            return []
        if label.group(1):
            self._label = "".join(label.group(1)[:-1].split())
        if self._label not in self._lexicon.group_posts:
            return []
        bodies = self._posts.bodies
        # A notice of the group's office may name the group by it alone.
        body = bodies.named_before(name.start, self._lexicon.group_bodies) or bodies.named_before(
            name.start, tuple(group + self._lexicon.group_office for group in self._lexicon.group_bodies)
        )
        if body is None:
            return []
        group = body.name.removesuffix(self._lexicon.group_office)
        return [Post(self._label, "office", group, body.division)]

    def _given(self, chain: list[TitleToken], start: int, end: int) -> Appearance | None:
        """Read the person that a post is given to (办公室主任由林书远同志兼任)."""
        if not self._text.startswith(self._given_to, end):
            return None
        name = name_after(self._text, end + 1, self._stop(end))
        if name is None or not self._text.startswith(self._given_ends, name.end):
            return None
        posts = [] if self._is_byline(start, name) else self._chain_posts(chain)
        return Appearance(name, start, name.end, posts) if posts else None

    def _may_begin(self, offset: int, title: Title) -> bool:
        """Tell whether a name that a title follows may begin here."""
        if offset == 0 or offset in self._posts.bodies.ending:
            return True
        before = self._text[offset - 1]
        if not "\u3400" <= before <= "\u9fff" or before in self._before_name:
            return True
        return self._text.endswith(title.body_ends, 0, offset)

    def _is_byline(self, start: int, name: PersonName) -> bool:
        """Tell whether the person stands in a byline or a contact line, or on a torn place."""
        if self._reading.is_masked(name.start, name.end):
            return True
        index = bisect_right(self._bylines, (name.end,)) - 1
        if index >= 0 and self._bylines[index][1] > name.start:
            return True
        return self._lexicon.byline.search(self._text, max(0, start - _BYLINE_REACH), start) is not None

    def _acts(self, name: PersonName, end: int = 0) -> bool:
        """Tell whether the person acts; 市长林书远批示精神 only quotes."""
        quoted = self._lexicon.quoted.match(self._text, name.end)
        return quoted is None and self._lexicon.speech.match(self._text, max(name.end, end)) is None
