"""Under which code a region's value stands: as published, of today, or of a year.

A renamed region keeps its value under its new code. A region that was merged into another is a part of it:
its value is none of the other. A region that became several, or was made of several, has none that can be
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.lexicon.divisions import NATION, Division, Divisions

__all__ = ["AS_PUBLISHED", "CURRENT", "Place", "RegionCodes"]

AS_PUBLISHED = "as-published"
CURRENT = "current"
NATION_NAME = "全国"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands.

    Attributes:
        code: the code asked for, null where there is none.
        name, level, parent: of the region that has this code; ``level`` may be ``nation``.
        part: where the region is made of parts, which of them the value is about.
        parts: the codes of all parts.
        reason: why there is no code: ``code_unknown`` or ``code_split``.
    """

    code: str | None = None
    name: str | None = None
    level: str | None = None
    parent: str | None = None
    part: str | None = None
    parts: tuple[str, ...] = ()
    reason: str | None = None


class RegionCodes:
    """Maps the codes of records to those asked for.

    Args:
        codes: ``as-published``, ``current``, or a year as ``2020``: the codes at its end.
        divisions: the table of divisions.
    """

    def __init__(self, codes: str, divisions: Divisions) -> None:
        self._divisions = divisions
        self._asked = codes
        self._end = date(int(codes), 12, 31) if codes not in (AS_PUBLISHED, CURRENT) else None
        self._known: dict[tuple[str, date | None], Place] = {}

    def place(self, code: str, day: date | None) -> Place:
        """Return where a value of a region stands.

        Args:
            code: the record's.
            day: the last day that the value counts, null where unknown.
        """
        known = self._known.get((code, day))
        if known is None:
            known = self._known[code, day] = self._place(code, day)
        return known

    def children(self, code: str, day: date | None) -> Sequence[Division]:
        """Return the regions directly below one that stand on a day, of a place under two codes the later."""
        on = {AS_PUBLISHED: day, CURRENT: None}.get(self._asked, self._end)
        if code == NATION:
            numbers = (self._divisions.by_code(f"{n}0000", on) for n in range(11, 83))
            left_out = vocabulary().outside_national
            return [d for d in numbers if d is not None and d.code not in left_out]
        found = self._divisions.children(code, on)
        codes = {d.code for d in found}
        return [d for d in found if not self._gives_way(d, codes, on)]

    def _gives_way(self, division: Division, others: set[str | None], on: date | None) -> bool:
        if (
            on is None
            or division.code is None
            or division.valid_to is None
            or division.valid_to.year > on.year
        ):
            return False
        return any(
            code != division.code and code in others for code in self._divisions.current(division.code)
        )

    def _place(self, code: str, day: date | None) -> Place:
        if code == NATION:
            return Place(NATION, NATION_NAME, "nation")
        if self._divisions.by_code(code) is None:
            return Place(reason="code_unknown")
        if self._asked == AS_PUBLISHED:
            return self._at(code, day)
        if self._end is not None and (day is None or day > self._end):
            return self._earlier(code, self._end)
        return self._later(code, day)

    def _at(self, code: str, day: date | None, part: str | None = None, parts: Sequence[str] = ()) -> Place:
        division = self._divisions.by_code(code, day)
        if division is None:
            return Place(reason="code_unknown")
        parent = NATION if division.level == "province" else division.parent
        return Place(code, division.name, division.level, parent, part, tuple(parts))

    def _earlier(self, code: str, end: date) -> Place:
        """Look back: what a region of a later day was at the end of an earlier year."""
        parts = self._parts(code, end)
        if len(parts) > 1:
            return Place(reason="code_split")
        return self._at(parts[0] if parts else code, end)

    def _later(self, code: str, day: date | None) -> Place:
        """Look ahead: what a region of a day had become."""
        asked, reason = self._became(code)
        if asked is None:
            return Place(reason=reason)
        if day is None:
            return self._at(asked, self._end)
        parts = [part for part in self._parts(asked, day) if part == asked or not self._stands(part)]
        if len(parts) < 2:
            return self._at(asked, self._end)
        new = self._divisions.by_code(asked, day)
        if code == asked and new is not None and new.valid_from is not None and new.valid_on(day):
            return self._at(asked, self._end)  # in the year of the change, under the new code: the whole
        part = code if code in parts else self._same_place(asked, parts) or asked
        return self._at(asked, self._end, part, sorted({*parts, part}))

    def _became(self, code: str) -> tuple[str | None, str]:
        if self._stands(code):
            return code, ""
        today = self._divisions.current(code)
        if len(today) != 1:
            return None, "code_split" if today else "code_unknown"
        (last,) = today
        if last == code:
            return code, ""
        if not self._is_same_or_into(code, last):
            return None, "code_unknown"
        if self._end is None or self._stands(last):
            return last, ""
        between = [c for c in self._before(last) if c != code and self._stands(c)]
        return (between[0], "") if len(between) == 1 else (None, "code_unknown")

    def _stands(self, code: str) -> bool:
        """Tell whether a code is one of those asked for: of today, or of the end of the year."""
        if self._end is None:
            return self._divisions.current(code) == (code,)
        division = self._divisions.by_code(code, self._end)
        if division is None or not division.valid_on(self._end):
            return False
        # the old name's last day is the year's: at its end there is the new one
        return division.valid_to != self._end or not self._divisions.current(code)

    def _parts(self, code: str, day: date) -> list[str]:
        """Return the codes of what made up a region of today on a day; of a place under two codes the older.

        The table dates the change, not what was before: where one district went into another of another name
        (江干区 → 上城区), the other is counted as having stood before under its own code.
        """
        before = [c for c in self._before(code) if self._stood(c, day)]
        if not before:
            return [code]
        if self._same_place(code, before) is not None:
            return before
        stands = self._stood(code, day)
        if len(before) == 1 and not self._name(before[0]).endswith(vocabulary().districts):
            return before  # a county that became a district
        return [code, *before] if stands or len(before) == 1 else before

    def _before(self, code: str) -> list[str]:
        return [c for c in self._divisions.predecessors(code) if self._is_same_or_into(c, code)]

    def _is_same_or_into(self, old: str, new: str) -> bool:
        """Tell whether a code can have become another: of one level, and below one region or of one name.

        The table tells successors by name, and a 桥东区 of one city became nothing in the next.
        """
        one, other = self._divisions.by_code(old), self._divisions.by_code(new)
        if one is None or other is None or one.level != other.level:
            return False
        same_parent = one.parent == other.parent or (
            one.parent is not None and self._divisions.current(one.parent) == (other.parent,)
        )
        return same_parent or self._same_place(new, [old]) is not None

    def _same_place(self, code: str, others: Sequence[str]) -> str | None:
        """Return which of several codes has the name of a region: its own code before."""
        division = self._divisions.by_code(code)
        names = {_stem(division.name), *division.short_names} if division else set()
        for other in others:
            found = self._divisions.by_code(other)
            if other != code and found and names & {_stem(found.name), *found.short_names}:
                return other
        return None

    def _stood(self, code: str, day: date) -> bool:
        division = self._divisions.by_code(code, day)
        return division is not None and division.valid_on(day)

    def _name(self, code: str) -> str:
        division = self._divisions.by_code(code)
        return division.name if division else ""


def _stem(name: str) -> str:
    """Return a name without its last character, the level's word."""
    return name[:-1]
