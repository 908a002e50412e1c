"""The block of a government document: 索引号, 发文机关, 成文日期, 有效性 … with their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["read_document_block"]

#: A page has a block where so many different labels stand; one alone is part of a sentence.
LEAST_LABELS = 2
#: Characters; a value is no longer.
LONGEST_VALUE = 200
_VALUE = re.compile(r"[ \t\u3000\xa0|｜]*(?P<value>[^\t\n|｜]*)")
# The value of a label that has a line of its own may stand in the line below.
_VALUE_BELOW = re.compile(r"[ \t\u3000\xa0|｜]*(?:\n[ \u3000\xa0]*)?(?P<value>[^\t\n|｜]*)")
_EDGES = " \t\u3000\xa0:：|｜"


def read_document_block(lines: Iterable[str]) -> dict[str, str]:
    """Return the fields of the block with their printed values; the first value of a field counts.

    Args:
        lines: Simplified lines of the page in reading order; cells of a row are parted by tabs.

    Returns:
        Names of ``page.toml``'s ``[document]`` (``index_number``, ``issuer``, ``validity`` …) with values
        as printed; a label whose value is empty gives none. Empty where the page has no block.
    """
    text = "\n".join(lines)
    marks = list(_labels().finditer(text))
    fields = _fields()
    found: dict[str, str] = {}
    labels = set()
    for position, mark in enumerate(marks):
        field = fields["".join(mark["label"].split())]
        labels.add(field)
        end = marks[position + 1].start() if position + 1 < len(marks) else len(text)
        alone = text[mark.start() - 1 : mark.start()] in {"", "\n"}
        match = (_VALUE_BELOW if alone else _VALUE).match(
            text, mark.end(), min(end, mark.end() + LONGEST_VALUE)
        )
        value = match["value"].strip(_EDGES) if match else ""
        if value and field not in found:
            found[field] = value
    return found if len(labels) >= LEAST_LABELS else {}


@cache
def _fields() -> Mapping[str, str]:
    """Return the field of each label."""
    document = read_lexicon("page")["document"]
    return {label: field for field, labels in document.items() for label in labels}


@cache
def _labels() -> re.Pattern[str]:
    """Return the labels, spaces inside allowed: where a line or cell begins, or after spaces."""
    ordered = sorted(_fields(), key=len, reverse=True)
    words = "|".join("[ \u3000\xa0]{0,8}".join(map(re.escape, label)) for label in ordered)
    return re.compile(
        rf"(?:^|(?<=[\t \u3000\xa0|｜]))[【\[]?(?P<label>{words})[】\]]?"
        r"(?:[ \t\u3000\xa0]{0,8}[:：]|(?=[ \u3000\xa0]{0,8}\t)|(?=[ \u3000\xa0]{0,8}\n))",
        re.MULTILINE,
    )
