"""Places where a copy engine tore characters.

Engines replace bytes of GBK without regard to where a character begins. Where the code that they look for
straddles two characters, both are lost: of 燃氣安全專項整治 a reader sees 燃?xì)獍踩珜m?xiàng)整治. What
follows the tear is shifted by one byte, and is wrong until a single-byte character brings it back in step.
Nothing can be read from such a stretch, nor from the character on either side, which may be half a name.
"""

from __future__ import annotations

import re

from bulletin_nlp.text.annotations import SYLLABLE, TONED
from bulletin_nlp.text.script import HAN

__all__ = ["find_torn"]

# "?" is a byte pair that could not be decoded; it swallowed the opening bracket.
_UNIT = rf"\?(?=[{SYLLABLE}]*[{TONED}])[{SYLLABLE}]{{1,8}} ?\)"
# A trail byte of GBK below 0x80, left over: a letter or sign with no reason to stand alone between Han. The
# next character's own reading may follow it.
_SIGNS = r"_{}^<|~`\\\[\]@"
_READING = rf"(?:\([{SYLLABLE}]{{1,8}} ?\))?"
_BETWEEN = rf"(?=[{HAN}(?])"

# From the first "?": more of the same, or shifted characters up to what brings them back in step: another
# "?", a lone letter or sign; or, where that is not seen because the last of them swallowed it (a letter of
# PDM in 因?yàn)樘岬絇DM), up to the next punctuation, digit or space.
_TORN = re.compile(
    rf"{_UNIT}(?:"
    rf"[{HAN}]{{0,40}}(?:{_UNIT}|(?:[{_SIGNS}]|[A-Za-z]{_BETWEEN}){_READING})"
    rf"(?:[{HAN}]{{0,20}}(?:{_UNIT}|(?:[{_SIGNS}]|[a-z]{_BETWEEN}){_READING}))*"
    rf"|[{HAN}]{{0,40}}[A-Za-z]{{0,12}})"
)
# 。縣 → ?h: a sentence end and a character lost.
_LOST_END = re.compile(rf"\?(?<=[{HAN}].)(?:[a-z{_SIGNS}]|\?[A-Za-z{_SIGNS}])(?=[{HAN}])")
# A single small letter or sign between Han, on a page known to be damaged.
_STRAY = re.compile(rf"[a-z{_SIGNS}](?<=[{HAN}].)(?=[{HAN}])")
_HAN = re.compile(f"[{HAN}]")


def find_torn(text: str, *, annotated: bool) -> tuple[tuple[int, int], ...]:
    """Return the torn stretches of a text, sorted, not overlapping.

    Args:
        text: the clean text, readings taken out.
        annotated: whether readings were taken out of the page; only there is a lone letter between Han
            (e家园, A座) a sign of damage, and only if it is small.
    """
    if "?" not in text and not annotated:
        return ()
    spans = [match.span() for match in _TORN.finditer(text)]
    spans += [match.span() for match in _LOST_END.finditer(text)]
    if annotated:
        spans += [match.span() for match in _STRAY.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        # The characters next to a tear are whole, but the word that they belong to is not.
        start -= start > 0 and _HAN.match(text, start - 1) is not None
        end += _HAN.match(text, end) is not None
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
