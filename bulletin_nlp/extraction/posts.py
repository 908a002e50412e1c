"""Posts: chains of titles, each with its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.body_lexicon import body_lexicon
from bulletin_nlp.extraction.reading import OrganizationMention, Reading, RegionMention
from bulletin_nlp.extraction.title_bodies import TitleBodies, TitleToken
from bulletin_nlp.extraction.title_lexicon import Title, title_lexicon
from bulletin_nlp.lexicon.divisions import Division

__all__ = ["BRACKET", "Post", "PostReader"]

#: A remark between a title and the name: 副市长（挂职）.
BRACKET = re.compile(r"[（(][^（）()\n]{1,8}[)）]")
_SENTENCE_END = re.compile(r"[。！？\n]")
# The farthest apart that two titles of one person stand: a body and its separators.
_LINK_MAX = 22


@dataclass(slots=True)
class Post:
    """One title with its body.

    ``dropped`` where the body's staff are no officials; ``address`` where the title follows the name, and may
    leave out its 副.
    """

    title: str
    kind: str
    organization: str | None = None
    division: Division | None = None
    dropped: bool = False
    address: bool = False

    def take(self, organization: str | None, division: Division | None) -> None:
        """Set the body and its place."""
        self.organization, self.division = organization, division


class PostReader:
    """Reads the chains of titles of one bulletin.

    Args:
        reading: the bulletin with its region and organisation mentions.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.clean
        self._lexicon = title_lexicon()
        self._units = body_lexicon()
        self.bodies = TitleBodies(reading)
        #: Bodies that only a title told.
        self.discovered: list[OrganizationMention] = []
        self.tokens = self._tokens()

    def chains(self) -> Iterator[list[TitleToken]]:
        """Return the titles, those of one person together."""
        index, tokens = 0, self.tokens
        while index < len(tokens):
            chain = [tokens[index]]
            while index + 1 < len(tokens) and self._linked(chain[-1], tokens[index + 1]):
                index += 1
                chain.append(tokens[index])
            index += 1
            yield chain

    def posts(self, chain: list[TitleToken], before: list[Post], before_end: int) -> list[Post]:
        """Return the posts of a chain that make an official.

        Args:
            chain: the titles.
            before: the posts of the person told before.
            before_end: where that person's name ends.
        """
        posts: list[Post] = []
        floor = before_end if before_end <= chain[0].start else 0
        for index, token in enumerate(chain):
            post = self._post(token, posts, floor, before)
            if post is None:
                post = self._carried_over(chain[index:], before, before_end)
            posts.append(post)
            floor = token.end
        return [post for post in posts if not post.dropped]

    def post_after(self, token: TitleToken, name_start: int) -> tuple[Post, int]:
        """Return the post of a title that follows the name, and where it begins (区住建局宋可新主任)."""
        body = self.bodies.ending.get(name_start) or self.bodies.free_ending(name_start, token.title, 0)
        post = Post(token.title.text, token.title.kind, address=True)
        if body is not None:
            post.take(body.name, body.division)
            post.dropped = body.as_written.endswith(self._lexicon.not_office)
            return post, body.start
        if token.title.kind in ("government", "leaders"):
            self._take_place(token, post, None)
        elif token.title.kind == "office":
            post.take(*self.bodies.writer([token]))
        post.dropped = token.title.needs_body
        return post, name_start

    def _tokens(self) -> list[TitleToken]:
        text = self._text
        found = []
        for last, (length, title) in self._lexicon.automaton.iter_long(text):
            if title is None:
                continue
            start, end = last + 1 - length, last + 1
            trimmed = self._outside_body(start, end, title)
            if trimmed is not None:
                found.append(trimmed)
        return found

    def _outside_body(self, start: int, end: int, title: Title) -> TitleToken | None:
        """Return the token without what belongs to a body before it (姜畲镇党委 | 书记)."""
        known = self.bodies.ending
        for inner in range(start + 2, end):
            if inner in known and known[inner].start < start + 1:
                rest = self._lexicon.by_text.get(self._text[inner:end])
                return TitleToken(inner, end, rest) if rest is not None else None
        return TitleToken(start, end, title)

    def _linked(self, token: TitleToken, following: TitleToken) -> bool:
        """Tell whether the next title goes on with the same person's posts."""
        if following.start - token.end > _LINK_MAX:
            return False
        gap_end = self.bodies.head(following, token.end)
        gap = self._text[token.end : gap_end]
        bracket = BRACKET.match(gap)
        if bracket is not None:
            gap = gap[bracket.end() :]
        return gap in self._lexicon.links

    def _post(self, token: TitleToken, earlier: list[Post], floor: int, before: list[Post]) -> Post | None:
        """Return the post of a title, or None where neither a body nor an earlier title tells whose it is."""
        text, title, bodies = self._text, token.title, self.bodies
        post = Post(text[bodies.start(token) : token.start] + title.text, title.kind)
        near = self._place_of(earlier)
        if title.kind == "duty":
            post.title = text[bodies.duty_start(token, floor) : token.end]
            post.division = near
            return post
        if title.kind == "state":
            return post
        body = bodies.before(token)
        if text.endswith(self._lexicon.not_office, 0, token.start):
            post.dropped = True
        elif body is not None:
            post.take(body.name, body.division)
            post.dropped = body.as_written.endswith(self._lexicon.not_office)
        elif (street := bodies.street(token)) is not None:
            post.title = post.title.removeprefix(title.level or "")
            post.take(street.name, street.division)
        elif title.kind in ("government", "leaders"):
            self._take_place(token, post, near)
        elif (place := bodies.place(token)) is not None:
            self._take_seat(place, post)
        elif (bare := bodies.own_body(token, near or self._place_of(before))) is not None:
            post.title = bare.title
            post.take(bare.name, bare.division)
        elif bodies.own_start(token) is not None:
            self._take_own_body(token, post, earlier)
        elif (free := bodies.free(token, floor)) is not None:
            self._take_free_body(free, post, earlier)
        elif earlier:
            post.take(earlier[-1].organization, earlier[-1].division)
            post.dropped = earlier[-1].dropped or (title.needs_body and post.organization is None)
        else:
            return None
        return post

    @staticmethod
    def _place_of(posts: list[Post]) -> Division | None:
        """Return the place of a person's last post that has one."""
        return next((post.division for post in reversed(posts) if post.division is not None), None)

    def _take_place(self, token: TitleToken, post: Post, near: Division | None) -> None:
        """Read a title that names a place's government (副市长), or its leaders (市领导)."""
        place, word = self.bodies.place(token), token.title.level
        name: str | None = None
        if place is not None:
            post.division, name = place.division, self._text[place.start : place.end]
        elif word is not None and (name := self.bodies.unknown_place(token)) is None:
            post.division = self.bodies.levels.resolve(word, token.start, near)
        if post.division is not None:
            name = post.division.name
        if token.title.kind == "government" and name is not None and word is not None:
            post.organization = self._lexicon.government.format(place=name)
        if token.title.kind == "government" and word is not None and len(word) > 1:
            # 自治区主席 is the 主席 of its government, also of one that the text does not name.
            post.title = post.title.removeprefix(word)

    def _take_seat(self, place: RegionMention, post: Post) -> None:
        """Read a title that follows the place itself (窑湾街道主任)."""
        post.division = place.division
        name = place.division.name if place.division is not None else self._text[place.start : place.end]
        for ends, title, body in self._lexicon.seats:
            if name.endswith(ends) and post.title.endswith(title):
                post.organization = name + body
                return

    def _take_own_body(self, token: TitleToken, post: Post, earlier: list[Post]) -> None:
        """Read the bare body of the writer by the last body of its kind that was named."""
        if earlier and earlier[-1].organization is not None:
            post.take(earlier[-1].organization, earlier[-1].division)
            return
        named = self.bodies.own(token)
        if named is not None:
            post.take(named.name, named.division)
            return
        word = self.bodies.own_endings(token)[0]
        post.take(*self.bodies.publisher(self.bodies.own_endings(token)))
        if post.organization is None and len(word) > 1:
            # 政协主席 is told with its body, 政府总理 is another state's.
            if word.endswith(token.title.body_ends):
                post.take(word, None)
            post.dropped = token.title.needs_body and post.organization is None

    def _take_free_body(self, free: OrganizationMention, post: Post, earlier: list[Post]) -> None:
        name, division = free.name, free.division
        previous = earlier[-1] if earlier else None
        inner = name.endswith(self._units.unit_ends)
        if previous is not None and (sibling := self._sibling(name, previous)) is not None:
            name, division = sibling, previous.division
        elif inner and division is None and previous is not None and previous.organization is not None:
            name, division = previous.organization + name, previous.division
        elif division is None and (
            (inner and name.endswith(self._units.of_ministry)) or name == self._units.office_of_ministry
        ):
            ministry = self.bodies.named_before(free.start, self._units.ministries)
            name = ministry.name + name if ministry is not None else name
        elif division is None:
            name, division = self._party_unit(name, earlier)
        post.take(name, division)
        post.dropped = free.as_written.endswith(self._lexicon.not_office)
        if not post.dropped:
            self.discovered.append(OrganizationMention(free.start, free.end, name, free.as_written, division))

    def _sibling(self, name: str, previous: Post) -> str | None:
        """Return the other body of the same zone (高新区党工委书记、管委会主任)."""
        whole = previous.organization or ""
        for of, written in self._units.siblings:
            if name == written and whole.endswith(of):
                return whole.removesuffix(of) + written
        return None

    def _party_unit(self, name: str, earlier: list[Post]) -> tuple[str, Division | None]:
        """Return the department of the party committee before it (市委常委、组织部部长)."""
        committee = next((p for p in reversed(earlier) if p.kind == "party" and p.organization), None)
        pattern = self._units.party_units.get(name)
        if committee is None or committee.organization is None or pattern is None:
            return name, None
        if committee.division is None:
            # 纪委 is no department of the 县委, but its own committee.
            return (name if name in self._units.own_committees else committee.organization + name), None
        return pattern.format(place=committee.division.name), committee.division

    def _carried_over(self, chain: list[TitleToken], before: list[Post], before_end: int) -> Post:
        """Return a post with the body of the person before (局长徐辉、副局长张永强) or of the writer."""
        token = chain[0]
        title = token.title
        post = Post(self._text[self.bodies.start(token) : token.start] + title.text, title.kind)
        carried = next((p for p in reversed(before) if p.organization is not None), None)
        kinds = ("office", "rank")
        if title.kind in kinds and self._opens_clause(token.start):
            if (
                carried is not None
                and carried.kind in kinds
                and _SENTENCE_END.search(self._text, before_end, token.start) is None
            ):
                post.take(carried.organization, carried.division)
            else:
                post.take(*self.bodies.writer(chain))
        post.dropped = title.needs_body and post.organization is None
        return post

    def _opens_clause(self, start: int) -> bool:
        """Tell whether nothing that could be a body stands before a title."""
        before = self._text[start - 1 : start]
        return not "\u3400" <= before <= "\u9fff" or self._text.endswith(self._lexicon.carries, 0, start)
