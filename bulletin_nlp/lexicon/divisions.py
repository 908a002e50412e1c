"""The dated table of divisions, province to township."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError

__all__ = ["DATA_FILE", "NATION", "Division", "Divisions"]

#: The table's file among the lexicon's data; ``scripts/build_divisions.py`` makes it.
DATA_FILE = "divisions.tsv.gz"
#: Code that stands for the whole country in metrics and deadlines.
NATION = "100000"

#: Names are remembered as of a day; more than this many and the memory starts anew.
_READ_LIMIT = 10_000

#: Days before a division's first one at which its name may already stand for it: plans are made before.
_AHEAD = 366
#: National new areas are zones, of which some have become divisions.
_NEW_AREA = "新区"

Level = Literal["province", "prefecture", "county", "township"]
_LEVELS: dict[str, Level] = {"p": "province", "c": "prefecture", "d": "county", "t": "township"}
_CODE, _NAME, _LEVEL, _PARENT, _SHORT, _FROM, _TO, _CURRENT = range(8)


@dataclass(frozen=True, slots=True)
class Division:
    """One division for one stretch of time.

    ``code`` has 6 digits (GB/T 2260), 9 for a township, and is null where none is known; ``parent`` is the
    parent's code; ``valid_from`` and ``valid_to`` (last day) are null where not known.
    """

    code: str | None
    name: str
    level: Level
    parent: str | None
    short_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    # The generated one hashes every field, dates included; what has the same code and name is nearly one.
    def __hash__(self) -> int:
        return hash((self.code, self.name))

    def valid_on(self, day: date) -> bool:
        """Tell whether the division stood on a day, as far as is known."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def _is_zone_yet(division: Division, on: date | None) -> bool:
    """Tell whether a name stood for a development zone on a day, long before it was a division's.

    Other names are older than the last change that the table dates (上城区 was enlarged in 2021).
    """
    if on is None or division.valid_from is None or not division.name.endswith(_NEW_AREA):
        return False
    return (division.valid_from - on).days > _AHEAD


class Divisions:
    """The table, read once; rows become :class:`Division` objects when first asked for.

    Args:
        lines: the table's lines: code, name, level letter, parent, short names, valid from, valid to, codes
            of today, separated by tabs, trailing empty columns left out.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._rows = [line.split("\t") for line in lines]
        self._made: dict[int, Division] = {}
        self._read: dict[tuple[str, date | None], tuple[Division, ...]] = {}
        # by the parent's code and the last day of the child: at most some thousands
        self._above: dict[tuple[str | None, date | None], tuple[Division, ...]] = {}
        self._codes_above: dict[tuple[str | None, date | None], frozenset[str]] = {}
        self._today: dict[str, tuple[str, ...]] = {}
        by_name: dict[str, list[int]] = {}
        by_code: dict[str, list[int]] = {}
        for index, row in enumerate(self._rows):
            by_code.setdefault(row[_CODE], []).append(index)
            by_name.setdefault(row[_NAME], []).append(index)
            if len(row) > _SHORT and row[_SHORT]:
                for short in row[_SHORT].split(" "):
                    by_name.setdefault(short, []).append(index)
        by_code.pop("", None)
        self._by_name, self._by_code = by_name, by_code

    @classmethod
    def load(cls) -> Divisions:
        """Return the table that comes with the package, read once for the process.

        Raises:
            BulletinError: ``resource_missing`` or ``lexicon_invalid``.
        """
        return _load()

    def by_code(self, code: str | None, on: date | None = None) -> Division | None:
        """Return the division that has a code.

        Args:
            code: 6 or 9 digits.
            on: the day at which the code is read; None takes the latest.
        """
        rows = self._by_code.get(code or "")
        if not rows:
            return None
        found = self._of_day([self._division(index) for index in rows], on)
        return found[0]

    def by_name(self, name: str, on: date | None = None) -> tuple[Division, ...]:
        """Return the divisions that a full or short name stands for.

        Args:
            name: such as 花都区, 花都 or 东区街道.
            on: the day at which the name is read. Where no bearer stood on that day, and where no day is
                given and none stands today, earlier and later bearers are returned: a bulletin may look back.
                A 新区 that was set up more than a year later is none: before, 两江新区 was a zone.
        """
        known = self._read.get((name, on))
        if known is None:
            rows = self._by_name.get(name, ())
            bearers = [d for d in map(self._division, rows) if not _is_zone_yet(d, on)]
            known = tuple(self._of_day(bearers, on)) if bearers else ()
            if len(self._read) >= _READ_LIMIT:
                self._read.clear()
            self._read[name, on] = known
        return known

    def bearers(self, name: str) -> tuple[Division, ...]:
        """Return every division that ever bore a name, the latest first."""
        found = [self._division(index) for index in self._by_name.get(name, ())]
        return tuple(sorted(found, key=lambda d: d.valid_to or date.max, reverse=True))

    def names(self) -> Collection[str]:
        """Return every full and short name of the table."""
        return self._by_name.keys()

    def parent(self, division: Division) -> Division | None:
        """Return the parent, or None for a province."""
        if division.parent is None:
            return None
        return self.by_code(division.parent, division.valid_to)

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """Return the parent, its parent and so on to the province."""
        key = (division.parent, division.valid_to)
        known = self._above.get(key)
        if known is None:
            chain: list[Division] = []
            above = self.parent(division)
            while above is not None:
                chain.append(above)
                above = self.parent(above)
            known = self._above[key] = tuple(chain)
        return known

    def codes_above(self, division: Division) -> frozenset[str]:
        """Return the codes of :meth:`ancestors`."""
        key = (division.parent, division.valid_to)
        known = self._codes_above.get(key)
        if known is None:
            codes = frozenset(above.code for above in self.ancestors(division) if above.code)
            known = self._codes_above[key] = codes
        return known

    def children(self, code: str, on: date | None = None) -> tuple[Division, ...]:
        """Return the divisions directly below a code that stand on a day (None: today)."""
        found = [self._division(index) for index in self._children.get(code, ())]
        day = on
        return tuple(d for d in found if (d.valid_to is None if day is None else d.valid_on(day)))

    def is_within(self, code: str | None, ancestor: str | None) -> bool:
        """Tell whether a code is an ancestor's or lies below it; everything lies within the nation."""
        if code is None or ancestor is None:
            return False
        if ancestor in (NATION, code):
            return True
        division = self.by_code(code)
        return division is not None and any(above.code == ancestor for above in self.ancestors(division))

    def current(self, code: str) -> tuple[str, ...]:
        """Return what a code is today: itself, its successors, or nothing where none is known."""
        known = self._today.get(code)
        if known is None:
            rows = self._by_code.get(code)
            if rows is None:
                return ()
            if any(not self._column(index, _TO) for index in rows):
                known = (code,)
            else:
                found = [self._column(index, _CURRENT).split(" ") for index in rows]
                known = tuple(dict.fromkeys(successor for codes in found for successor in codes if successor))
            self._today[code] = known
        return known

    def predecessors(self, code: str) -> tuple[str, ...]:
        """Return the other codes that are this one today, wholly or in part, in order."""
        return self._before.get(code, ())

    def matches(self, text: str, on: date | None = None) -> Iterator[tuple[int, int, tuple[Division, ...]]]:
        """Find every full and short name in a text, overlapping ones included.

        Args:
            text: Simplified text.
            on: the bulletin's date, as in :meth:`by_name`.

        Yields:
            ``(start, end, bearers)`` in no particular order.
        """
        ends, names = self._ends, self._by_name
        for match in self._possible_ends.finditer(text):
            end = match.end()
            for length in ends.get(text[end - 2 : end], ()):
                # a slice that begins before the text would begin near its end
                name = text[end - length : end] if length <= end else ""
                if name in names:
                    bearers = self.by_name(name, on)
                    if bearers:
                        yield end - length, end, bearers

    @cached_property
    def _ends(self) -> dict[str, tuple[int, ...]]:
        """The lengths of names by their last two characters.

        Names end with some 7,000 pairs of characters, of which a text has one in thirty characters: looking
        there takes half the time of an automaton, whose root has hundreds of branches.
        """
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            lengths.setdefault(name[-2:], set()).add(len(name))
        return {pair: tuple(sorted(found)) for pair, found in lengths.items()}

    @cached_property
    def _possible_ends(self) -> re.Pattern[str]:
        """A character that may end a name, behind one that may stand before it; matched without that one."""
        last = "".join(sorted({re.escape(pair[-1]) for pair in self._ends}))
        before = "".join(sorted({re.escape(pair[0]) for pair in self._ends}))
        return re.compile(f"[{last}](?<=[{before}].)", re.DOTALL)

    @cached_property
    def _children(self) -> dict[str, list[int]]:
        children: dict[str, list[int]] = {}
        for index in range(len(self._rows)):
            parent = self._parent_code(index)
            if parent:
                children.setdefault(parent, []).append(index)
        return children

    @cached_property
    def _before(self) -> dict[str, tuple[str, ...]]:
        before: dict[str, list[str]] = {}
        for code in sorted(self._by_code):
            for successor in self.current(code):
                if successor != code:
                    before.setdefault(successor, []).append(code)
        return {code: tuple(found) for code, found in before.items()}

    def _of_day(self, found: list[Division], on: date | None) -> list[Division]:
        """Keep the divisions of a day; of one place under two codes the later."""
        if len(found) == 1:
            return found
        if on is not None:
            standing = [d for d in found if d.valid_on(on)]
        else:
            standing = [d for d in found if d.valid_to is None]
        if len(standing) > 1:
            standing = [d for d in standing if not self._continues(d, standing)]
        if standing:
            return standing
        return sorted(found, key=lambda d: d.valid_to or date.max, reverse=True)

    def _continues(self, division: Division, others: list[Division]) -> bool:
        """Tell whether another of the same name is what this one became; both stand in the year of change."""
        if division.valid_to is None or division.code is None:
            return False
        today = self.current(division.code)
        return any(
            other is not division and other.name == division.name and other.code in today for other in others
        )

    def _column(self, index: int, column: int) -> str:
        row = self._rows[index]
        return row[column] if column < len(row) else ""

    def _parent_code(self, index: int) -> str | None:
        parent = self._column(index, _PARENT)
        if not parent and self._rows[index][_LEVEL] == "t":
            parent = self._rows[index][_CODE][:6]
        return parent or None

    def _division(self, index: int) -> Division:
        made = self._made.get(index)
        if made is None:
            first, last = self._column(index, _FROM), self._column(index, _TO)
            short = self._column(index, _SHORT)
            made = self._made[index] = Division(
                code=self._rows[index][_CODE] or None,
                name=self._rows[index][_NAME],
                level=_LEVELS[self._rows[index][_LEVEL]],
                parent=self._parent_code(index),
                short_names=tuple(short.split(" ")) if short else (),
                valid_from=date.fromisoformat(first) if first else None,
                valid_to=date.fromisoformat(last) if last else None,
            )
        return made


@cache
def _load() -> Divisions:
    path = resources.lexicon_file(DATA_FILE)
    try:
        return Divisions(gzip.decompress(path.read_bytes()).decode("utf-8").splitlines())
    except (OSError, EOFError, UnicodeDecodeError, IndexError) as error:
        raise BulletinError(
            "lexicon_invalid", f"table {path.name}: {error}", "reinstall the package"
        ) from error
