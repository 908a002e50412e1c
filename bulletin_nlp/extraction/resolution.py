"""Which division a place name means: decided from the bulletin's own context, never by the first match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bulletin_nlp.extraction.reading import RegionMention
from bulletin_nlp.extraction.toponyms import Toponym
from bulletin_nlp.lexicon.divisions import Division, Divisions

__all__ = ["resolve"]

# What stands between neighbours of a list, and between a place and a part of it.
_LIST_MARKS = frozenset("、和与及")
# Characters that stand before a place.
_BEFORE_A_PLACE = frozenset("在到赴往于由从向抵省市州县区旗盟")
# The closest tie decides: parent named, parent of a neighbour, parent given, province named or given.
_PARENT, _SIBLING, _GIVEN_PARENT, _ABOVE, _GIVEN = 5, 4, 3, 2, 1


class _Context:
    """What is known of a bulletin's places so far."""

    def __init__(self, divisions: Divisions, given: Iterable[Division]) -> None:
        self._divisions = divisions
        self._named: set[str] = set()
        self._parents: set[str] = set()
        self._above: set[str] = set()
        self._given: set[str] = set()
        self._provinces: set[str] = set()  # of all that is named or given
        self.meanings: dict[str, set[Division]] = {}
        self.size = 0
        given = list(given)
        self._givers = {division.code for division in given if division.code}
        for division in given:
            if division.code:
                self._given.add(division.code)
            self._given |= divisions.codes_above(division)
        self._provinces.update(code[:2] for code in self._given)

    def add(self, division: Division) -> None:
        """Take note of a division that the bulletin names."""
        meanings = self.meanings.setdefault(division.name, set())
        if division in meanings:
            return
        meanings.add(division)
        self.size += 1
        if division.code:
            self._named.add(division.code)
            self._provinces.add(division.code[:2])
        if division.parent and division.level != "prefecture":
            self._parents.add(division.parent)
        self._above |= self._divisions.codes_above(division)

    def names(self, division: Division) -> bool:
        """Tell whether the bulletin names this division by its full name."""
        return division in self.meanings.get(division.name, ())

    def has(self, code: str | None) -> bool:
        """Tell whether the bulletin or the caller names the division with this code."""
        return code in self._named or code in self._givers

    def gives(self, division: Division) -> bool:
        """Tell whether the caller or the header names this division."""
        return division.code is not None and division.code in self._givers

    def likely(self, bearers: tuple[Division, ...]) -> tuple[Division, ...]:
        """Return the bearers that the bulletin's places are closest to; all where none is tied to them."""
        ties = [self.tie(bearer) for bearer in bearers]
        closest = max(ties)
        return tuple(b for b, tie in zip(bearers, ties, strict=True) if tie == closest)

    def contradicts(self, division: Division) -> bool:
        """Tell whether the bulletin names places, all of them in other provinces."""
        province = (division.code or division.parent or "")[:2]
        return bool(self._provinces) and province not in self._provinces

    def tie(self, division: Division) -> int:
        """Return how closely a division is tied to what the bulletin names."""
        if division.parent in self._named:
            return _PARENT
        if division.parent in self._parents:
            return _SIBLING
        if division.parent in self._givers:
            return _GIVEN_PARENT
        codes = self._divisions.codes_above(division)
        if not (codes.isdisjoint(self._named) and codes.isdisjoint(self._above)):
            return _ABOVE
        return 0 if codes.isdisjoint(self._given) else _GIVEN


def resolve(
    text: str, toponyms: Sequence[Toponym], divisions: Divisions, given: Iterable[Division] = ()
) -> list[RegionMention]:
    """Decide what each name means.

    Args:
        text: the clean text.
        toponyms: its names, in order.
        divisions: the table.
        given: divisions named by the caller or the bulletin's header (publisher, site).

    Returns:
        A mention for each name that is believed; ``division`` is null and ``candidates`` set where the
        context does not decide.
    """
    context = _Context(divisions, given)
    meaning: dict[int, Division] = {}
    for index, toponym in enumerate(toponyms):
        if toponym.need == "nothing" and len(toponym.bearers) == 1 and toponym.bearers[0].level in _SURE:
            meaning[index] = toponym.bearers[0]
            context.add(toponym.bearers[0])
    # From the surest evidence to the weakest; what one round settles is context for the next.
    unsettled: dict[str, int] = {}  # names that a context of that size did not settle
    for widest in (0, 1, None, None):
        for index, toponym in enumerate(toponyms):
            if index in meaning:
                continue
            division = _by_neighbours(text, toponyms, index, meaning, divisions, context)
            if division is None and (widest is None or len(toponym.bearers) <= widest):
                word = text[toponym.start : toponym.end]
                if toponym.need == "parent" and not _stands_alone(text, toponym):
                    continue
                if unsettled.get(word) == context.size:
                    continue
                division = _by_document(text, toponym, context, divisions)
                if division is None:
                    unsettled[word] = context.size
            if division is not None:
                meaning[index] = division
                if toponym.full or toponym.need == "nothing":
                    context.add(division)
    mentions: list[RegionMention] = []
    likely: dict[str, tuple[Division, ...]] = {}
    for index, toponym in enumerate(toponyms):
        if index in meaning:
            mentions.append(RegionMention(toponym.start, toponym.end, meaning[index]))
        elif toponym.full and toponym.need == "nothing" and not _is_cut_out(text, toponym, context):
            word = text[toponym.start : toponym.end]
            if word not in likely:
                likely[word] = context.likely(toponym.bearers)
            mentions.append(RegionMention(toponym.start, toponym.end, None, likely[word]))
    return mentions


def _by_neighbours(
    text: str,
    toponyms: Sequence[Toponym],
    index: int,
    meaning: dict[int, Division],
    divisions: Divisions,
    context: _Context,
) -> Division | None:
    """Resolve a name from the place right before it or from its neighbours in a list."""
    toponym = toponyms[index]
    before = meaning.get(index - 1)
    if before is not None and before.code and toponyms[index - 1].end == toponym.start:
        within = [b for b in toponym.bearers if _is_below(b, before, divisions)]
        if within:
            return _only(_nearest_below(within, before))
        past = divisions.bearers(text[toponym.start : toponym.end]) if toponym.full else ()
        past = tuple(b for b in past if b.level != "township" and _is_below(b, before, divisions))
        if past:
            return past[0]
        if any(divisions.ancestors(b) for b in toponym.bearers if b.level == "township"):
            return None
    if toponym.need == "parent" and not toponym.full:
        return None
    after = meaning.get(index + 1)
    if after is not None and after.parent and toponyms[index + 1].start == toponym.end:
        above = [bearer for bearer in toponym.bearers if bearer.code == after.parent]
        if above:
            return above[0]
    for other, gap in (
        (index - 1, (toponyms[index - 1].end, toponym.start) if index else (0, 0)),
        (index + 1, (toponym.end, toponyms[index + 1].start) if index + 1 < len(toponyms) else (0, 0)),
    ):
        if gap[1] - gap[0] != 1 or text[gap[0]] not in _LIST_MARKS:
            continue
        neighbour = meaning.get(other)
        if neighbour is not None:
            siblings = [
                b for b in toponym.bearers if b.parent == neighbour.parent and b.level == neighbour.level
            ]
        else:  # 雨湖、岳塘 where 湘潭 is named
            shared = {peer.parent for peer in toponyms[other].bearers if context.has(peer.parent)}
            siblings = [b for b in toponym.bearers if b.parent in shared] if shared else []
        if siblings:
            return _only(siblings)
    return None


def _by_document(text: str, toponym: Toponym, context: _Context, divisions: Divisions) -> Division | None:
    """Resolve a name from what the bulletin names elsewhere."""
    named = [bearer for bearer in toponym.bearers if context.names(bearer)]
    if named:
        return _only(named)
    if toponym.need == "context":
        return _only([bearer for bearer in toponym.bearers if context.gives(bearer)])
    if toponym.need == "parent":
        return _only([bearer for bearer in toponym.bearers if context.tie(bearer) >= _SIBLING])
    if len(toponym.bearers) == 1:
        bearer = toponym.bearers[0]
        if not context.contradicts(bearer):
            return bearer
        if bearer.level == "township":
            return None
        past = [b for b in divisions.bearers(text[toponym.start : toponym.end]) if context.tie(b) > _ABOVE]
        return past[0] if past else bearer
    ties = [context.tie(bearer) for bearer in toponym.bearers]
    closest = max(ties)
    if closest == 0:
        return None
    return _only([b for b, tie in zip(toponym.bearers, ties, strict=True) if tie == closest])


def _stands_alone(text: str, toponym: Toponym) -> bool:
    """Tell whether a name like a phrase (建设街道, 城东区) begins a clause and so may be a place."""
    before = text[toponym.start - 1] if toponym.start else "\n"
    long = toponym.end - toponym.start > 2 or toponym.bearers[0].level == "township"
    return toponym.full and long and (not before.isalnum() or before in _BEFORE_A_PLACE)


def _is_cut_out(text: str, toponym: Toponym, context: _Context) -> bool:
    """Tell whether an unsettled township was read across words: 全国文明村镇 names no 明村镇.

    It is so where the bulletin's places all lie in other provinces and the name does not begin a word for
    sure: at a mark, or after 在, 到 and the like.
    """
    if any(b.level != "township" or not context.contradicts(b) for b in toponym.bearers):
        return False
    before = text[toponym.start - 1] if toponym.start else "\n"
    return before.isalnum() and before not in _BEFORE_A_PLACE


def _is_below(division: Division, ancestor: Division, divisions: Divisions) -> bool:
    return ancestor.code in divisions.codes_above(division)


def _nearest_below(within: list[Division], ancestor: Division) -> list[Division]:
    """Prefer direct children, then the higher level (湖南湘潭 is the city)."""
    children = [division for division in within if division.parent == ancestor.code]
    if children:
        return children
    highest = min((_DEPTH[division.level] for division in within), default=0)
    return [division for division in within if _DEPTH[division.level] == highest]


#: Levels at which a name that only one division bears is believed at once.
_SURE = ("province", "prefecture")
_DEPTH = {"province": 0, "prefecture": 1, "county": 2, "township": 3}


def _only(found: list[Division]) -> Division | None:
    return found[0] if len(found) == 1 else None
