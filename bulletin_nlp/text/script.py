"""Traditional or Simplified, and the way from the one to the other.

The conversion is OpenCC's ``t2s``, which keeps the length. The common case is one ``str.translate`` over a
table made from the library's own dictionary; only the words around a character whose reading depends on
the phrase go through the library itself. :func:`to_simplified` puts the project's own steps on top: place and
personal names that ``t2s`` would change, 著 as a particle, and 陜 (U+965C), which OpenCC leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["HAN", "Script", "detect_script", "differs", "is_common", "raw_to_simplified", "to_simplified"]

Script = Literal["Hant", "Hans", "mixed"]

#: Han characters, as the inside of a character class.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

# A run of characters that may all belong to phrases is cut here: the library is quadratic in its length.
_LONGEST_RUN = 512


def detect_script(text: str) -> Script:
    """Return the script of a text.

    A character counts as Traditional if OpenCC changes it and GB 2312 lacks it, as Simplified if OpenCC
    changes it the other way; all others say nothing. Each counts once, however often it stands there.

    Args:
        text: any text, annotated or not.
    """
    script = _script()
    if script.trace.search(text) is None:
        return "Hans"
    used = set(text)
    traditional = len(used & script.traditional)
    if not traditional:
        return "Hans"
    share = traditional / (traditional + len(used & script.simplified))
    thresholds = read_lexicon("script")["detection"]
    if share >= thresholds["traditional_share"]:
        return "Hant"
    return "mixed" if share >= thresholds["mixed_share"] else "Hans"


def to_simplified(text: str, script: Script) -> str:
    """Return the text in Simplified characters, of the same length.

    A Simplified text is left as it is, save for lines that are Traditional as a whole: OpenCC would damage
    乾县 and 於潜镇.

    Args:
        text: the text.
        script: what :func:`detect_script` says of it.
    """
    if script != "Hans":
        return _convert(text)
    if _script().trace.search(text) is None:
        return text
    traditional, simplified = _script().traditional, _script().simplified
    least = read_lexicon("script")["detection"]["quoted_line"]
    lines = text.split("\n")
    for index, line in enumerate(lines):
        used = set(line)
        found = len(used & traditional)
        if found >= least and found > len(used & simplified):
            lines[index] = _convert(line)
    return "\n".join(lines)


def raw_to_simplified(text: str) -> str:
    """Return exactly what OpenCC's ``t2s`` makes of a text, faster."""
    script = _script()
    if script.sensitive is None:
        return script.convert(text)
    converted = text.translate(script.table)
    match = script.sensitive.search(text)
    if match is None:
        return converted
    # No match of a phrase reaches past two characters that no phrase holds side by side, so what stands
    # between two such places is converted by itself.
    pairs = script.pairs
    pieces: list[str] = []
    position = 0
    while match:
        begin, end = match.span()
        while begin > position and text[begin - 1 : begin + 1] in pairs:
            begin -= 1
        while end - begin < _LONGEST_RUN and text[end - 1 : end + 1] in pairs:
            end += 1
        pieces += converted[position:begin], script.convert(text[begin:end])
        position = end
        match = script.sensitive.search(text, end)
    pieces.append(converted[position:])
    return "".join(pieces)


def differs(character: str) -> bool:
    """Tell whether a character is Traditional only: it has another Simplified form and GB 2312 lacks it."""
    return character in _script().traditional


def is_common(character: str) -> bool:
    """Tell whether the character, or its Simplified form, is of GB 2312's first level.

    The 3,755 characters of the first level are those of everyday use; a gloss explains a rarer one.
    """
    simplified = character.translate(_script().table)
    try:
        return 0xB0 <= simplified.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


class _Script(NamedTuple):
    table: dict[int, str]
    traditional: frozenset[str]
    trace: re.Pattern[str]  # what may be Traditional: a search is five times as fast as a set
    simplified: frozenset[str]
    sensitive: re.Pattern[str] | None  # None: send everything to the library
    pairs: frozenset[str]  # neighbours in any phrase
    convert: Callable[[str], str]


@cache
def _script() -> _Script:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    phrases = _read_dictionary("TSPhrases.txt")
    characters = _read_dictionary("TSCharacters.txt")
    if characters is None or phrases is None:
        # The official wheel keeps its dictionaries in a binary form and is fast enough for whole texts.
        characters = _probe(convert)
        sensitive = None
    else:
        single = {key: value.split(" ")[0] for key, value in characters.items()}
        sensitive = _class(
            a
            for key, value in phrases.items()
            for a, b in zip(key, value.split(" ")[0], strict=True)
            if single.get(a, a) != b
        )
    data = read_lexicon("script")
    table = {key: value.split(" ")[0] for key, value in characters.items()}
    table = {key: value for key, value in table.items() if key != value}
    overrides = data["characters"]
    standard = set(data["detection"]["standard"])
    back = _read_dictionary("STCharacters.txt") or _probe(OpenCC("s2t").convert)
    traditional = frozenset(c for c in {**table, **overrides} if c not in standard and not _in_gb2312(c))
    # Rare characters beyond the first plane go in as one range: in a class they would be tried one by one.
    common = "".join(sorted(c for c in traditional if c <= "\uffff"))
    return _Script(
        {ord(key): value for key, value in table.items()},
        traditional,
        re.compile(f"[{re.escape(common)}\U00010000-\U0010ffff]"),
        frozenset(c for c, value in back.items() if c not in value and c not in table and _in_gb2312(c)),
        sensitive,
        frozenset(key[i : i + 2] for key in phrases or () for i in range(len(key) - 1)),
        convert,
    )


def _class(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(set(characters)))}]")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _read_dictionary(name: str) -> dict[str, str] | None:
    """Return one of the library's text dictionaries, or None where the distribution has none."""
    import opencc

    folder = Path(opencc.__file__).parent
    for path in (folder / "dictionary" / name, folder / "clib" / "share" / "opencc" / name):
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            return dict(line.split("\t", 1) for line in lines if "\t" in line and not line.startswith("#"))
    return None


def _probe(convert: Callable[[str], str]) -> dict[str, str]:
    """Return what a converter makes of every single Han character that it changes."""
    every = [chr(code) for block in ((0x3400, 0x9FFF), (0x20000, 0x323AF)) for code in range(*block)]
    single = convert("\n".join(every)).split("\n")
    return {a: b for a, b in zip(every, single, strict=True) if a != b and len(b) == 1}


def _convert(text: str) -> str:
    converted = raw_to_simplified(text)
    names = _names()
    out: list[str] | None = None
    for match in names.triggers.finditer(text):
        at = match.start()
        for keep, start, end in names.kept_at(text, converted, at):
            out = out or list(converted)
            out[start:end] = keep
    return "".join(out) if out else converted


class _Names(NamedTuple):
    """The project's own steps on top of the library, all tied to a few trigger characters."""

    triggers: re.Pattern[str]
    places: dict[str, list[tuple[int, str, str]]]  # character → (its offset, name, name as OpenCC has it)
    overrides: dict[str, str]
    personal: frozenset[str]
    surnames: frozenset[str]
    surname_words: frozenset[str]
    particle: dict[str, tuple[str, frozenset[str]]]

    def kept_at(self, text: str, converted: str, at: int) -> list[tuple[str, int, int]]:
        """Return what shall stand at the trigger ``at`` instead: (characters, start, end)."""
        character = text[at]
        for offset, name, changed in self.places.get(character, ()):
            start = at - offset
            if start >= 0 and converted.startswith((changed, name), start):
                return [(name, start, start + len(name))]
        if character in self.overrides:
            return [(self.overrides[character], at, at + 1)]
        if character in self.particle:
            instead, words = self.particle[character]
            if not any(text[at : at + 2] == w or text[max(at - 1, 0) : at + 1] == w for w in words):
                return [(instead, at, at + 1)]
        if character in self.personal and self._in_a_name(text, at):
            return [(character, at, at + 1)]
        return []

    def _in_a_name(self, text: str, at: int) -> bool:
        if text[at : at + 2] in self.surname_words or text[max(at - 1, 0) : at + 1] in self.surname_words:
            return False
        before = text[max(at - 2, 0) : at]
        # 王乾, 李乾龍: right after the surname, 王興乾: a character later; a word before must end there.
        return before[-1:] in self.surnames or (len(before) == 2 and before[0] in self.surnames)


@cache
def _names() -> _Names:
    data = read_lexicon("script")
    places: dict[str, list[tuple[int, str, str]]] = {}
    for entry in data["places"]:
        name, changed, source = entry["name"], entry["changed"], entry["source"]
        for offset, (a, b, c) in enumerate(zip(name, changed, source, strict=True)):
            if a != b:
                places.setdefault(c, []).append((offset, name, changed))
    personal = data["personal"]
    particle = {p["character"]: (p["instead"], frozenset(p["words"])) for p in data["particles"]}
    triggers = {*places, *data["characters"], *personal["characters"], *particle}
    return _Names(
        _class(triggers),
        places,
        data["characters"],
        frozenset(personal["characters"]),
        frozenset(personal["surnames"]),
        frozenset(personal["words"]),
        particle,
    )
