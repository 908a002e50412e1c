"""The fields of an entry of a user's vocabulary, each read with the rule that it must keep."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import package_lexicon
from bulletin_nlp.lexicon.user_files import Entry, Problem

__all__ = ["Fields", "RefusedError", "as_exact", "is_shaped"]


class RefusedError(Exception):
    """An entry that cannot be used; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@cache
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(package_lexicon("user")["shapes"][name])


def is_shaped(name: str, text: str) -> bool:
    """Tell whether a text has one of the shapes of ``user.toml``, as a whole."""
    return _shape(name).fullmatch(text) is not None


def as_exact(value: object) -> int | Decimal | None:
    """Return a number as TOML or a string gives it, exact, or None where it is none of a figure's size.

    Args:
        value: an integer, a Decimal, or a string such as ``"0.001"``.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    if isinstance(value, Decimal):
        # a plain number only: the digits of 1e999999 would fill the memory
        value = str(value)
    elif isinstance(value, int):
        return value if abs(value) < 10**18 else None
    if not is_shaped("number", value):
        return None
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else number


class Fields:
    """The fields of one entry.

    Args:
        entry: the entry.
        known: the keys that it may have; any other is refused.

    Raises:
        RefusedError: from every method, where the field breaks its rule.
    """

    def __init__(self, entry: Entry, known: tuple[str, ...]) -> None:
        self.entry, self._table = entry, entry.table
        self._bounds = package_lexicon("user")["bounds"]
        unknown = [key for key in self._table if key not in known]
        if unknown:
            raise self.refused(f"unknown key {unknown[0]!r}", f"known are {', '.join(known)}")

    def refused(self, message: str, remedy: str) -> RefusedError:
        """Return what to raise for the entry."""
        return RefusedError(Problem(self.entry.place, message, remedy))

    def get(self, key: str) -> Any:
        """Return a field that must be there."""
        if key not in self._table:
            raise self.refused(f"{key!r} is missing", f"give the entry a {key!r}")
        return self._table[key]

    def flag(self, key: str) -> bool:
        """Return a field that is true or false, false where it is missing."""
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self.refused(f"{key!r} is neither true nor false", "write true or false, without quotes")
        return value

    def choice(self, key: str, choices: list[str], default: str | None) -> str | None:
        """Return a field that is one of some words."""
        value = self._table.get(key, default)
        if value is not None and value not in choices:
            raise self.refused(f"{key!r} is {value!r}", f"it may be {', '.join(choices)}")
        return None if value is None else str(value)

    def number(self, key: str) -> int | Decimal:
        """Return a field that is an exact number."""
        value = as_exact(self.get(key))
        if value is None:
            raise self.refused(
                f"{key!r} is no number of a bulletin", "write it in figures, such as 1200 or 3.5"
            )
        return value

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return a field that is a sentence or a name, empty where it may be missing and is."""
        if optional and key not in self._table:
            return ""
        value, most = self.get(key), self._bounds["example"]
        if not isinstance(value, str) or not value.strip():
            raise self.refused(f"{key!r} holds no text", "write it between quotes")
        if len(value) > most:
            raise self.refused(f"{key!r} has more than {most} characters", "one sentence is enough")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a field that is a list of sentences, empty where it is missing."""
        return tuple(self._list(key, optional=True, check=self._checked_text))

    def words(self, key: str, shape: str, *, least: int = 2, optional: bool = False) -> tuple[str, ...]:
        """Return a field that is a list of words.

        Args:
            key: the field.
            shape: of ``user.toml``, which the words must have.
            least: characters that a word has at the least.
            optional: whether it may be missing.
        """
        found = self._list(key, optional=optional, check=lambda key, word: self.word(key, word, shape, least))
        twice = [word for word in found if found.count(word) > 1]
        if twice:
            raise self.refused(f"{key!r} holds {twice[0]!r} twice", "leave one out")
        return tuple(found)

    def word(self, key: str, word: object, shape: str, least: int) -> str:
        """Return a word that keeps the rules for words, or refuse it with the reason."""
        if not isinstance(word, str):
            raise self.refused(f"{key!r} holds {word!r}, which is no word", "write it between quotes")
        if not word.strip():
            raise self.refused(f"{key!r} holds an empty word", "leave it out")
        if len(word) > self._bounds["word"]:
            raise self.refused(
                f"{word[:8]!r}… has more than {self._bounds['word']} characters", "name its shortest form"
            )
        if not is_shaped(shape, word):
            raise self.refused(f"{word!r} holds what such a word may not", _REMEDIES[shape])
        if len(word) < least:
            raise self.refused(
                f"{word!r} has one character, which stands in many words", "write a longer word"
            )
        simplified = _simplified(word)
        if simplified != word:
            raise self.refused(
                f"{word!r} is not Simplified, in which every text is read", f"write {simplified!r}"
            )
        return word

    def _checked_text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > self._bounds["example"]:
            raise self.refused(
                f"{key!r} holds what is no sentence",
                f"write each between quotes, in at most {self._bounds['example']} characters",
            )
        return value

    def _list(self, key: str, *, optional: bool, check: Any) -> list[str]:
        value = self._table.get(key, []) if optional else self.get(key)
        if not isinstance(value, list) or not (value or optional):
            raise self.refused(f"{key!r} is no list, or an empty one", f'write {key} = ["…", "…"]')
        if len(value) > self._bounds["words"]:
            raise self.refused(
                f"{key!r} holds more than {self._bounds['words']}", "divide it over several entries"
            )
        return [check(key, word) for word in value]


#: What to do about a word that does not have its shape.
_REMEDIES = {
    "han": "write Han characters only, without spaces or punctuation",
    "name": "write Han characters, with letters and figures among them where need be",
    "unit": "write Han characters, letters or signs of units, without spaces or figures",
}


def _simplified(word: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("t2s").convert(word)) if not word.isascii() else word
