"""Bytes → characters: which encoding a file is in, and what could not be read.

The order is that of what can be known for certain: byte order mark, strict UTF-8, UTF-8 with a few broken
bytes, UTF-16 by its zero bytes, then the declared encoding against what the bytes themselves look like.
Almost any bytes are valid GB18030, so validity decides nothing between GB18030 and Big5; how many frequent
characters a reading gives does.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Decoded", "decode", "repair_mojibake", "sanitize_str"]

#: Bytes looked at to choose an encoding; decoding itself reads all of them once.
SAMPLE_BYTES = 32_768
#: Bytes searched for a declaration: pages put ``<meta>`` behind challenge scripts of 28 kB and more.
DECLARATION_BYTES = 131_072
#: Share of frequent characters from which a reading is believed: prose has 0.6–0.8, wrong readings < 0.15.
PLAUSIBLE = 0.3
#: Broken UTF-8 stays UTF-8 while at most one character in this many is broken; GBK read so has far more.
CHARACTERS_PER_BREAK = 5

REPLACEMENT = "\ufffd"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN_1 = re.compile("[\u0080-\u00ff]")
# Codes of mainframes, which the general detector likes to find in a few bytes.
_EBCDIC = ["cp037", "cp500", "cp1026", "cp1140", "cp273", "cp424", "cp875"]
# C0 controls that no text holds; tab, line feed, form feed, carriage return and escape do occur.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
# What cp1252 shows for the bytes 80–9F, back to those bytes; the five it leaves out stay as they are.
_CP1252 = {ord(bytes([b]).decode("cp1252", "ignore") or chr(b)): b for b in range(0x80, 0xA0)}

_WIDE_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　％") | {
    chr(c) for c in range(0xFF01, 0xFF5F)
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file.

    ``encoding`` is the codec that read them (``utf-8``, ``gb18030``, ``big5``, ``utf-16-le`` …),
    ``replacements`` how many U+FFFD stand in ``text`` for what could not be read, ``repaired`` what was
    undone before (``latin-1>gb18030`` where a page had been read under the wrong table once), or null.
    """

    text: str
    encoding: str
    replacements: int = 0
    repaired: str | None = None


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode the bytes of a text file or a page.

    Args:
        data: the bytes as received.
        declared: charset of the HTTP header, bare (``gb2312``) or as ``text/html; charset=gb2312``.

    Returns:
        The text without byte order mark; line breaks are left as they are.

    Raises:
        BulletinError: ``input_unsupported`` or ``input_binary`` for files that are not text,
            ``input_encoding`` where no reading is plausible.
    """
    if isinstance(data, bytearray | memoryview):
        data = bytes(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _read(data[len(bom) :], encoding)
    _refuse_known_formats(data)
    text = _strict_utf8(data)
    # UTF-16 has zero bytes wherever a line break, digit or letter stands, and those are valid UTF-8
    if (text is None or b"\0" in data[:SAMPLE_BYTES]) and (wide := _wide_encoding(data)) is not None:
        return _read(data, wide)
    _refuse_binary(data)
    text = text if text is not None else _broken_utf8(data)
    if text is not None:
        return _finish(text, "utf-8")
    return _read(data, _choose(data, declared))


def sanitize_str(text: str) -> tuple[str, int]:
    """Replace lone surrogates and NULs, which no encoding and no database can hold, by U+FFFD.

    Args:
        text: any string.

    Returns:
        The text, of the same length, and how many U+FFFD stand in it.
    """
    if not text.isascii():
        text = _SURROGATE.sub(REPLACEMENT, text)
    text = text.replace("\0", REPLACEMENT)
    return text, text.count(REPLACEMENT)


def repair_mojibake(text: str) -> tuple[str, str] | None:
    """Undo a reading of Chinese bytes as Latin-1, where that is certain.

    Args:
        text: a text that may be mojibake (``¹ã¶«Ê¡``).

    Returns:
        The repaired text and what was undone (``latin-1>gb18030``), or None where the text is not mojibake
        as a whole or the repaired reading is not plausible Chinese.
    """
    if _HAN.search(text, 0, SAMPLE_BYTES):
        return None
    sample = text[:SAMPLE_BYTES].translate(_CP1252)
    high = len(_LATIN_1.findall(sample))
    if high < 8 or high < 0.9 * sum(1 for c in sample if c > "\x7f"):
        return None
    data = text.translate(_CP1252).encode("latin-1", "replace")
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        try:
            repaired = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausibility(repaired[:SAMPLE_BYTES]) >= PLAUSIBLE:
            return repaired, f"latin-1>{_public_name(encoding)}"
    return None


def _finish(text: str, encoding: str) -> Decoded:
    repair = repair_mojibake(text)
    repaired = None
    if repair is not None:
        text, repaired = repair
    text, replacements = sanitize_str(text)
    return Decoded(text, _public_name(encoding), replacements, repaired)


def _read(data: bytes, encoding: str) -> Decoded:
    return _finish(data.decode(encoding, "replace"), encoding)


def _public_name(encoding: str) -> str:
    return "big5" if encoding == "big5hkscs" else encoding


def _refuse_known_formats(data: bytes) -> None:
    for entry in read_lexicon("encoding")["magic"]:
        if data.startswith(bytes.fromhex(entry["hex"])):
            remedy = (
                "save it as text or HTML first" if entry["code"] == "input_unsupported" else "leave it out"
            )
            raise BulletinError(entry["code"], f"the input is {entry['name']}", remedy)


def _refuse_binary(data: bytes) -> None:
    sample = data[:SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    # a stray control character occurs in pages that were pasted together; more than 1 % does not
    if controls > 2 and controls * 100 > len(sample):
        raise BulletinError("input_binary", "the input is binary data", "give text or HTML")


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark are in, or None."""
    sample = data[:4096]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4:
        return None
    best, best_share = None, 0.9
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        share = sum(map(_is_usual, text)) / len(text)
        # pure Han without one zero byte could be anything: ask for frequent characters too
        if share > best_share and (b"\0" in sample or _plausibility(text) >= PLAUSIBLE):
            best, best_share = encoding, share
    return best


def _is_usual(char: str) -> bool:
    return " " <= char <= "~" or char in "\r\n\t" or "\u4e00" <= char <= "\u9fff" or char in _WIDE_MARKS


def _strict_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _broken_utf8(data: bytes) -> str | None:
    """Return the text of UTF-8 with a few broken bytes, or None where the bytes are something else."""
    sample = _telling_part(data).decode("utf-8", "replace")
    breaks = sample.count(REPLACEMENT)
    han = len(_HAN.findall(sample))
    if han < breaks * CHARACTERS_PER_BREAK and not (breaks == 1 and han):
        return None
    return data.decode("utf-8", "replace")


def _choose(data: bytes, declared: str | None) -> str:
    """Return the codec for bytes that are not UTF-8."""
    sample = _telling_part(data)
    named = [_codec(name) for name in (declared, _declared_in(data)) if name]
    wanted = next((codec for codec in named if codec and codec != "utf-8"), None)
    candidates = dict.fromkeys(c for c in (wanted, "gb18030", "big5hkscs") if c)
    scores = {codec: _plausibility(sample.decode(codec, "replace")) for codec in candidates}
    best = max(scores, key=lambda codec: scores[codec])
    # a declaration is believed unless the bytes plainly say otherwise
    if wanted and scores[wanted] >= min(PLAUSIBLE, scores[best] / 2):
        return wanted
    if scores[best] >= PLAUSIBLE / 2:
        return best
    return _foreign(sample, scores, best)


def _foreign(sample: bytes, scores: dict[str, float], best: str) -> str:
    """Choose for bytes that do not read as running Chinese prose: a list of names, or another language."""
    if _is_gb2312(sample):
        return "gb18030"
    if scores[best] > 0 and all(c > "\u2e7f" and c != REPLACEMENT for c in _beyond_ascii(sample, best)):
        return best
    from charset_normalizer import from_bytes

    match = from_bytes(sample, cp_exclusion=_EBCDIC).best()
    if match is not None:
        return match.encoding
    raise BulletinError("input_encoding", "no encoding reads the input", "convert it to UTF-8")


def _is_gb2312(sample: bytes) -> bool:
    try:
        sample.decode("gb2312")
    except UnicodeDecodeError as error:
        return error.end >= len(sample) and error.start > len(sample) // 2
    return True


def _beyond_ascii(sample: bytes, codec: str) -> list[str]:
    text = sample.decode(codec, "replace")
    return [c for c in text if c > "\x7f" and c not in _WIDE_MARKS]


def _telling_part(data: bytes) -> bytes:
    """Return a sample that begins at the first byte beyond ASCII."""
    first = _NON_ASCII.search(data)
    start = first.start() if first else 0
    return data[start : start + SAMPLE_BYTES]


def _declared_in(data: bytes) -> str | None:
    match = _DECLARATION.search(data[:DECLARATION_BYTES])
    return (match[1] or match[2]).decode("ascii", "ignore") if match else None


@cache
def _codec(declared: str) -> str | None:
    """Return the codec for a declared name, or None where it is unknown or says nothing."""
    parameter = _PARAMETER.search(declared)
    name = (parameter[1] if parameter else declared).strip().strip("\"'").lower()
    names = read_lexicon("encoding")["declared"]
    for codec, aliases in names.items():
        if name in aliases:
            return None if codec == "ignored" else str(codec)
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # a few codecs (rot13, hex …) do not give text
    return info.name if info._is_text_encoding else None


@cache
def _frequent() -> frozenset[str]:
    lexicon = read_lexicon("encoding")
    words = lexicon["frequent_simplified"] + lexicon["frequent_traditional"]
    return frozenset(words.replace("\n", ""))


def _plausibility(text: str) -> float:
    """Return the share of frequent characters among those beyond ASCII, punctuation left out."""
    frequent = _frequent()
    counted = [c for c in text if c > "\x7f" and c not in _WIDE_MARKS]
    return sum(c in frequent for c in counted) / len(counted) if counted else 0.0
