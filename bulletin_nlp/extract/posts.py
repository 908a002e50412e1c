"""Posts: chains of titles with their bodies, and the persons they belong to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from bulletin_nlp.extract.body_lexicon import body_lexicon
from bulletin_nlp.extract.level_words import LevelWords
from bulletin_nlp.extract.names import PersonName, ends_well, name_after, name_before
from bulletin_nlp.extract.organizations import free_name_start
from bulletin_nlp.extract.reading import OrganizationMention, Reading, RegionMention
from bulletin_nlp.extract.title_lexicon import Title, title_lexicon
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Appearance", "Post", "PostReader"]

_BRACKET = re.compile(r"[（(][^（）()\n]{1,8}[)）]")
_LIST_JOIN = re.compile(r"\s*(?:(、)|(以及|和|及|与))\s*")
_ENDS_WITH_JOIN = re.compile(r"(?:以及|和|及|与|由|在)$")
# A name set apart from the posts that follow it, by spaces or a bracket, in a list of members.
_NAME_APART = re.compile(
    r"(?:^|(?<=[：:\n、，,；;\s）)]))([\u3400-\u9fff](?:[ \u3000]{0,4}[\u3400-\u9fff]){1,3})(?:[ \u3000\t]+|[（(])$"
)
_MEMBER_ENDS = "\n）)；;。、，, \t"
_SENTENCE_END = re.compile(r"[。！？\n]")
_FORMER = "原"
_SPACES = " \u3000\u00a0"
# How far a name may be from its title, and a byline word from the chain it governs.
_NAME_REACH = 24
_BYLINE_REACH = 24
# How many earlier bodies are asked for the writer's own.
_LOOK_BACK = 50
_FORMER_REACH = 3
_BODY_MIN, _BODY_MAX = 2, 20


@dataclass(slots=True)
class Post:
    """One title with its body; ``written`` is where the title stands."""

    title: str
    kind: str
    organization: str | None = None
    division: Division | None = None
    dropped: bool = False


@dataclass(slots=True)
class Appearance:
    """A person with the posts told there; ``start`` is where the posts begin, or the name if it is first."""

    name: PersonName
    start: int
    end: int
    posts: list[Post] = field(default_factory=list)
    acting: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    title: Title


class PostReader:
    """Reads the posts and the persons of one bulletin.

    Args:
        reading: the bulletin with its region and organisation mentions.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.clean
        self._lexicon = title_lexicon()
        self._levels = LevelWords(reading)
        self._bodies = body_lexicon()
        self.discovered: list[OrganizationMention] = []
        self._orgs: dict[int, OrganizationMention] = {}
        for mention in reading.organization_mentions:
            known = self._orgs.get(mention.end)
            if known is None or mention.start > known.start:
                self._orgs[mention.end] = mention
        self._places: dict[int, RegionMention] = {m.end: m for m in reading.region_mentions if not m.implied}
        self._starts = {m.start for m in reading.organization_mentions}
        self._starts.update(m.start for m in reading.region_mentions if not m.implied)
        roles = read_lexicon("roles")
        self._before_name = frozenset(roles["before_name"]["characters"])
        self._given_to = tuple(roles["given_to"]["words"])
        self._given_ends = tuple(roles["given_to"]["ends"])
        self._previous: Appearance | None = None
        self._separators = frozenset("".join(self._lexicon.links))
        self._within_bodies = frozenset(self._bodies.within)

    def appearances(self) -> list[Appearance]:
        """Return every person that is told with a post, in reading order."""
        tokens = self._tokens()
        self._starts.update(token.start for token in tokens)
        found: list[Appearance] = []
        index = 0
        while index < len(tokens):
            chain = [tokens[index]]
            while index + 1 < len(tokens) and self._linked(chain[-1], tokens[index + 1]):
                index += 1
                chain.append(tokens[index])
            index += 1
            for appearance in self._people(chain):
                found.append(appearance)
                self._previous = appearance
        return found

    # titles

    def _tokens(self) -> list[_Token]:
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

    def _outside_body(self, start: int, end: int, title: Title) -> _Token | None:
        """Return the token without what belongs to a body before it (新桥镇党委 | 书记)."""
        for inner in range(start + 2, end):
            if inner in self._orgs and self._orgs[inner].start < start + 1:
                rest = self._lexicon.by_text.get(self._text[inner:end])
                return _Token(inner, end, rest) if rest is not None else None
        return _Token(start, end, title)

    def _linked(self, token: _Token, following: _Token) -> bool:
        """Tell whether the next title goes on with the same person's posts."""
        if following.start - token.end > _BODY_MAX + 2:
            return False
        gap_end = self._head(following, token.end)
        gap = self._text[token.end : gap_end]
        bracket = _BRACKET.match(gap)
        if bracket is not None:
            gap = gap[bracket.end() :]
        return gap in self._lexicon.links

    def _head(self, token: _Token, floor: int) -> int:
        """Return where a title's body begins, or the title where no body stands before it."""
        body = self._body_before(token)
        if body is not None:
            return body.start
        place = self._place_before(token)
        if place is not None:
            return place.start
        start = token.start
        if self._text[start - 1 : start] == _FORMER:
            start -= 1
        if token.title.kind == "duty":
            return self._duty_start(token, floor)
        own = self._own_body_start(token)
        if own is not None:
            return own
        found = self._free_body(token, floor)
        return found.start if found is not None else start

    # bodies

    def _body_before(self, token: _Token) -> OrganizationMention | None:
        start = token.start
        while start > 0 and self._text[start - 1] in _SPACES:
            start -= 1
        if self._text[start - 1 : start] == _FORMER:
            start -= 1
        # 住建局长 shares its 局 with the body.
        return self._orgs.get(start) or (
            self._orgs.get(token.start + 1) if token.title.kind == "office" else None
        )

    def _place_before(self, token: _Token) -> RegionMention | None:
        place = self._places.get(token.start)
        if place is None and token.title.level is not None:
            place = self._places.get(token.start + 1)
        return place

    def _own_body_start(self, token: _Token) -> int | None:
        """Return where a bare body (厅党组成员, 我委副主任) begins."""
        start = token.start - 1
        if start < 0 or self._text[start] not in self._lexicon.own_body:
            return None
        if start > 0 and self._text[start - 1] in self._lexicon.own_body_before:
            return start - 1
        before = self._text[start - 1] if start > 0 else ""
        if "\u3400" <= before <= "\u9fff" and before not in self._before_name:
            return None
        return start

    def _free_body(self, token: _Token, floor: int) -> OrganizationMention | None:
        """Return a body that is in no table, read leftwards from the title (市事务局副局长)."""
        end = token.start
        if self._text[end - 1 : end] == _FORMER:
            end -= 1
        return self._body_ending(end, token.title, floor)

    def _body_ending(self, end: int, title: Title, floor: int) -> OrganizationMention | None:
        text, start, ends = self._text, end, title.body_ends
        if not text.endswith(ends, max(0, end - 4), end):
            # 宣传部长 shares its 部 with the body.
            if title.kind != "office" or len(ends) != 1 or not text.startswith(ends[0], end):
                return None
            end += 1
        begin = self._chained_start(end, floor)
        if begin is None:
            begin = free_name_start(text, end, max(floor, end - _BODY_MAX), self._bodies)
        division: Division | None = None
        name: str | None = None
        for place_end in range(end - 1, begin, -1):
            place = self._places.get(place_end)
            if place is not None and place.start >= begin:
                begin, division = place.start, place.division
                name = text[begin:end]
                break
        if text[begin:end] in ends or end - begin < _BODY_MIN or (end > start and end - begin < 3):
            return None
        if name is None:
            word = next((level for level in self._bodies.levels if text.startswith(level, begin)), None)
            division = self._levels.resolve(word, begin) if word is not None else None
            name = text[begin:end]
            if word is not None and division is not None:
                name = division.name + text[begin + len(word) : end]
        return OrganizationMention(begin, end, name, text[begin:end], division)

    def _chained_start(self, end: int, floor: int) -> int | None:
        """Return where a body begins that fills the chain from its separator on (、住房改革与发展司司长)."""
        text = self._text
        begin = floor
        while begin < end and text[begin] in self._separators:
            begin += 1
        if begin == floor or floor == 0 or end - begin > _BODY_MAX:
            return None
        words = {match.group() for match in self._bodies.cut.finditer(text, begin, end)}
        plain = all("\u3400" <= character <= "\u9fff" for character in text[begin:end])
        return begin if plain and words <= self._within_bodies else None

    def _duty_start(self, token: _Token, floor: int) -> int:
        """Return where a duty's own name begins (沱江市级河长)."""
        begin = free_name_start(self._text, token.start, max(floor, token.start - 10), self._bodies)
        return begin

    # posts

    def _posts(self, chain: list[_Token]) -> list[Post]:
        posts: list[Post] = []
        floor = 0
        for token in chain:
            posts.append(self._post(token, posts, floor))
            floor = token.end
        return posts

    def _post(self, token: _Token, earlier: list[Post], floor: int) -> Post:
        text, title = self._text, token.title
        former = _FORMER if text[token.start - 1 : token.start] == _FORMER else ""
        post = Post(title=former + title.text, kind=title.kind)
        near = next((p.division for p in reversed(earlier) if p.division is not None), None)
        if title.kind == "duty":
            post.title = text[self._duty_start(token, floor) : token.end]
            post.division = near
            return post
        if title.kind == "state":
            return post
        if text.endswith(self._lexicon.not_office, 0, token.start):
            post.dropped = True
            return post
        body = self._body_before(token)
        if body is not None:
            post.organization, post.division = body.name, body.division
            post.dropped = body.as_written.endswith(self._lexicon.not_office)
            return post
        if title.kind in ("government", "leaders"):
            return self._government_post(token, post, near)
        place = self._place_before(token)
        if place is not None:
            self._seat(place, post)
            return post
        own = self._own_body_start(token)
        if own is not None:
            self._own_body(token, post, earlier)
            return post
        free = self._free_body(token, floor)
        if free is not None:
            self._take_free_body(free, post, earlier)
            return post
        if earlier:
            post.organization, post.division = earlier[-1].organization, earlier[-1].division
            post.dropped = earlier[-1].dropped or (title.needs_body and post.organization is None)
            return post
        if title.kind in ("office", "rank"):
            self._carry_over(token, post)
        post.dropped = title.needs_body and post.organization is None
        return post

    def _government_post(self, token: _Token, post: Post, near: Division | None) -> Post:
        place = self._place_before(token)
        word = token.title.level
        if place is not None:
            post.division = place.division
            written = self._text[place.start : place.end]
        elif word is not None:
            post.division = self._levels.resolve(word, token.start, near)
            written = None
        else:
            return post
        if token.title.kind == "government":
            name = post.division.name if post.division is not None else written
            post.organization = f"{name}人民政府" if name is not None else None
            if post.organization is not None and word is not None and len(word) > 1:
                # 自治区主席 is the 主席 of its government.
                post.title = post.title.removeprefix(word)
        return post

    def _seat(self, place: RegionMention, post: Post) -> None:
        """Read a title that follows the place itself (新桥街道主任)."""
        post.division = place.division
        name = place.division.name if place.division is not None else self._text[place.start : place.end]
        for ends, title, body in self._lexicon.seats:
            if name.endswith(ends) and post.title.endswith(title):
                post.organization = name + body
                return
        post.organization = None

    def _own_body(self, token: _Token, post: Post, earlier: list[Post]) -> None:
        """Read the bare body of the writer by the last body of its kind that was named."""
        if earlier and earlier[-1].organization is not None:
            post.organization, post.division = earlier[-1].organization, earlier[-1].division
            return
        ending = self._text[token.start - 1]
        endings = (ending, "委员会") if ending == "委" else (ending,)
        mentions = self._reading.organization_mentions
        first = bisect_left(mentions, token.start, key=lambda mention: mention.start)
        for mention in reversed(mentions[max(0, first - _LOOK_BACK) : first]):
            if mention.name.endswith(endings):
                post.organization, post.division = mention.name, mention.division
                return
        publisher = self._reading.header.publisher or self._reading.given.publisher
        if publisher is not None and publisher.endswith(endings):
            post.organization = publisher

    def _take_free_body(self, free: OrganizationMention, post: Post, earlier: list[Post]) -> None:
        name, division = free.name, free.division
        previous = earlier[-1] if earlier else None
        inner = name.endswith(self._bodies.unit_ends)
        if inner and division is None and previous is not None and previous.organization is not None:
            name, division = previous.organization + name, previous.division
        elif division is None:
            name, division = self._party_unit(name, earlier)
        post.organization, post.division = name, division
        post.dropped = free.as_written.endswith(self._lexicon.not_office)
        if not post.dropped:
            self.discovered.append(OrganizationMention(free.start, free.end, name, free.as_written, division))

    def _party_unit(self, name: str, earlier: list[Post]) -> tuple[str, Division | None]:
        """Return the department of the party committee before it (市委常委、组织部部长)."""
        committee = next((p for p in reversed(earlier) if p.kind == "party" and p.organization), None)
        pattern = self._bodies.party_units.get(name)
        if committee is None or committee.organization is None or pattern is None:
            return name, None
        if committee.division is None:
            return committee.organization + name, None
        return pattern.format(place=committee.division.name), committee.division

    def _carried(self) -> Post | None:
        """Return the last post of the person told before in the same sentence."""
        previous = self._previous
        if previous is None or not previous.posts:
            return None
        return next((p for p in reversed(previous.posts) if p.organization is not None), None)

    def _carry_over(self, token: _Token, post: Post) -> None:
        """Give a title without a body the body of the official before (…局长徐辉带队，副局长张永强)."""
        previous = self._previous
        carried = self._carried()
        if previous is None or carried is None or carried.kind not in ("office", "rank"):
            return
        if "\u3400" <= self._text[token.start - 1] <= "\u9fff" and not self._follows_join(token.start):
            return
        if _SENTENCE_END.search(self._text, previous.end, token.start) is None:
            post.organization, post.division = carried.organization, carried.division
            post.dropped = carried.dropped

    def _follows_join(self, start: int) -> bool:
        return _ENDS_WITH_JOIN.search(self._text, max(0, start - 2), start) is not None

    # persons

    def _people(self, chain: list[_Token]) -> Iterator[Appearance]:
        text = self._text
        start = self._head(chain[0], self._previous.end if self._previous is not None else 0)
        end = chain[-1].end
        bracket = _BRACKET.match(text, end)
        if bracket is not None:
            end = bracket.end()
        if self._lexicon.former.search(text, max(0, start - _FORMER_REACH), start) is not None:
            return
        name = name_after(text, end, self._stop(end), self._opens)
        if name is not None and name.start not in self._starts:
            if self._is_byline(start, name):
                return
            posts = self._posts(chain)
            if all(post.dropped for post in posts):
                return
            posts = [post for post in posts if not post.dropped]
            for member in self._list(name):
                head = start if member is name else member.start
                yield Appearance(member, head, member.end, posts, self._acts(member))
            return
        if chain[0].title.kind != "honoured":
            found = [*self._person_before(chain)] or [*self._person_apart(chain, start, end)]
            yield from found or self._person_given(chain, start, end)

    def _stop(self, start: int) -> int:
        """Return how far a name after a title may reach: within its line."""
        line = self._text.find("\n", start, start + _NAME_REACH)
        return line if line >= 0 else min(len(self._text), start + _NAME_REACH)

    def _opens(self, offset: int) -> bool:
        return offset in self._starts

    def _list(self, name: PersonName) -> Iterator[PersonName]:
        """Return the name and those that share its title (市领导甲、乙、丙)."""
        text = self._text
        while True:
            yield name
            join = _LIST_JOIN.match(text, name.end)
            if join is None or join.end() in self._starts:
                return
            following = name_after(text, join.end(), self._stop(join.end()), listed=True)
            if following is None or following.end in self._starts or not self._member_ends(following.end):
                return
            name = following

    def _member_ends(self, end: int) -> bool:
        return ends_well(self._text, end) >= 2 or _LIST_JOIN.match(self._text, end) is not None

    def _person_before(self, chain: list[_Token]) -> Iterator[Appearance]:
        """Read a name that its title follows (区住建局宋可新主任)."""
        text, token = self._text, chain[0]
        if ends_well(text, chain[-1].end) < 2:
            return
        name = name_before(text, token.start, lambda offset: self._may_begin(offset, token.title))
        if name is None or self._is_byline(name.start, name):
            return
        body = self._orgs.get(name.start) or self._body_ending(name.start, token.title, 0)
        post = Post(title=token.title.text, kind=token.title.kind)
        start = name.start
        if body is not None:
            post.organization, post.division = body.name, body.division
            post.dropped = body.as_written.endswith(self._lexicon.not_office)
            start = body.start
        elif token.title.kind in ("government", "leaders"):
            self._government_post(token, post, None)
        elif token.title.needs_body:
            return
        if not post.dropped:
            yield Appearance(name, start, chain[-1].end, [post], self._acts(name))

    def _person_apart(self, chain: list[_Token], start: int, end: int) -> Iterator[Appearance]:
        """Read the name of a list of members: 林书远  市水务局局长, 何敏（市财政局副局长）."""
        text = self._text
        if end < len(text) and text[end] not in _MEMBER_ENDS:
            return
        match = _NAME_APART.search(text, max(0, start - _NAME_REACH), start)
        if match is None:
            return
        written = match.group(1)
        name = "".join(written.split())
        if name_before(name, len(name), lambda offset: offset == 0) is None:
            return
        found = PersonName(match.start(1), match.end(1), name)
        if not self._is_byline(found.start, found):
            posts = [post for post in self._posts(chain) if not post.dropped]
            if posts:
                yield Appearance(found, found.start, end, posts)

    def _person_given(self, chain: list[_Token], start: int, end: int) -> Iterator[Appearance]:
        """Read the person that a post is given to (办公室主任由林书远同志兼任)."""
        if not self._text.startswith(self._given_to, end):
            return
        name = name_after(self._text, end + 1, self._stop(end))
        if name is not None and self._text.startswith(self._given_ends, name.end):
            posts = [post for post in self._posts(chain) if not post.dropped]
            if posts and not self._is_byline(start, name):
                yield Appearance(name, start, name.end, posts)

    def _may_begin(self, offset: int, title: Title) -> bool:
        if offset == 0 or offset in self._orgs or self._text.endswith(title.body_ends, 0, offset):
            return True
        before = self._text[offset - 1]
        return not "\u3400" <= before <= "\u9fff" or before in self._before_name

    def _is_byline(self, start: int, name: PersonName) -> bool:
        """Tell whether the person stands in a byline or a contact line, or on a torn place."""
        if self._reading.is_masked(name.start, name.end):
            return True
        if any(s < name.end and name.start < e for s, e in self._reading.header.bylines):
            return True
        return self._lexicon.byline.search(self._text, max(0, start - _BYLINE_REACH), start) is not None

    def _acts(self, name: PersonName) -> bool:
        """Tell whether the person acts; 市长林书远批示精神 only quotes."""
        return self._lexicon.quoted.match(self._text, name.end) is None
