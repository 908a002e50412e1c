"""Spans of a text go to its source and back, whatever was taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.text.alignment import Alignment, Edit, apply_edits


@st.composite
def chains(draw):
    """A source whose characters are all different, and some steps of edits over it."""
    length = draw(st.integers(1, 40))
    source = "".join(chr(0x4E00 + i) for i in range(length))
    steps = []
    text = source
    for number in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        edits = []
        position = 0
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            if position <= start < end:
                replacement = chr(0x8000 + 100 * number + len(edits)) * draw(st.integers(0, 2))
                edits.append(Edit(start, end, replacement))
                position = end
        text = apply_edits(text, edits)
        steps.append(edits)
    return source, text, steps


def aligned(source: str, steps: list[list[Edit]]) -> Alignment:
    alignment = Alignment.identity(len(source))
    for edits in steps:
        alignment = alignment.then(edits)
    return alignment


@given(chains())
def test_every_kept_character_maps_to_itself_and_back(chain):
    source, text, steps = chain
    alignment = aligned(source, steps)
    assert (alignment.source_length, alignment.clean_length) == (len(source), len(text))
    for at, character in enumerate(text):
        start, end = alignment.to_source(at, at + 1)
        assert 0 <= start < end <= len(source)
        if character < "\u8000":
            assert source[start:end] == character
            assert alignment.to_clean(start, end) == (at, at + 1)


@given(chains())
def test_a_span_covers_what_its_characters_cover_and_what_was_removed_between_them(chain):
    source, text, steps = chain
    alignment = aligned(source, steps)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            first, last = alignment.to_source(start, start + 1), alignment.to_source(end - 1, end)
            assert alignment.to_source(start, end) == (first[0], last[1])


@given(chains())
def test_a_source_span_maps_to_exactly_the_kept_characters_inside_it(chain):
    source, text, steps = chain
    alignment = aligned(source, steps)
    where = {alignment.to_source(at, at + 1): at for at, c in enumerate(text) if c < "\u8000"}
    for start in range(len(source)):
        for end in range(start + 1, len(source) + 1):
            inside = [at for (a, b), at in where.items() if start <= a and b <= end]
            found = alignment.to_clean(start, end)
            if found is None:
                assert not inside
            elif inside:
                assert found[0] <= min(inside)
                assert found[1] >= max(inside) + 1


def test_removed_text_is_covered_inside_a_span_and_not_at_its_edges():
    source = "鎮(zhèn)區(qū)辦"
    alignment = Alignment.identity(len(source)).then([Edit(1, 7), Edit(8, 12)])
    assert alignment.to_source(0, 1) == (0, 1)
    assert alignment.to_source(0, 2) == (0, 8)
    assert alignment.to_source(1, 2) == (7, 8)
    assert alignment.to_source(0, 3) == (0, 13)
    assert alignment.to_clean(1, 7) is None
    assert alignment.to_clean(3, 9) == (1, 2)


def test_a_replaced_character_maps_to_all_it_replaced():
    alignment = Alignment.identity(10).then([Edit(2, 9, "區")])
    assert alignment.to_source(2, 3) == (2, 9)
    assert alignment.to_clean(4, 5) == (2, 3)
    assert alignment.to_source(1, 4) == (1, 10)


def test_no_edits_leave_the_alignment_as_it_is():
    alignment = Alignment.identity(5)
    assert alignment.then([]) is alignment


@pytest.mark.parametrize(
    "edits", [[Edit(2, 2, "x")], [Edit(0, 3), Edit(2, 4)], [Edit(4, 6)], [Edit(3, 4), Edit(0, 1)]]
)
def test_edits_that_cannot_be_are_refused(edits):
    with pytest.raises(ValueError, match="edit"):
        Alignment.identity(5).then(edits)


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (-1, 2), (4, 6)])
def test_spans_outside_the_text_are_refused(span):
    with pytest.raises(ValueError, match="span"):
        Alignment.identity(5).to_source(*span)
    with pytest.raises(ValueError, match="span"):
        Alignment.identity(5).to_clean(*span)
