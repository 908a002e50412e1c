"""Whether a publisher is the government of a region or one above it."""

from __future__ import annotations

from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.lexicon.divisions import Division, Divisions

__all__ = ["Publishers"]


class Publishers:
    """Reads whose government a publisher is from the place that its name begins with.

    Args:
        divisions: the table of divisions.
    """

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        self._places: dict[str, tuple[Division, ...]] = {}

    def governs(self, publisher: str | None, region: str) -> bool:
        """Tell whether a publisher belongs to a region's own government, one above it or the state.

        Args:
            publisher: as printed; 广东省住房和城乡建设厅 governs 440114, 花都日报 does not.
            region: code of the region.
        """
        if not publisher:
            return False
        known = vocabulary()
        if any(word in publisher for word in known.media):
            return False
        if publisher.startswith(known.national):
            return True
        places = self._places.get(publisher)
        if places is None:
            places = self._places[publisher] = self._named(publisher)
        return any(self._divisions.is_within(region, place.code) for place in places)

    def _named(self, publisher: str) -> tuple[Division, ...]:
        """Return the bearers of the last name in the chain of places at the beginning: 广州市花都区…"""
        text = publisher
        for words in vocabulary().before_place:
            text = text.removeprefix(words)
        found: dict[int, tuple[int, tuple[Division, ...]]] = {}
        for start, end, bearers in self._divisions.matches(text):
            if end > found.get(start, (0, ()))[0]:
                found[start] = end, bearers
        at, last = 0, tuple[Division, ...]()
        while at in found:
            at, last = found[at]
        return last
