"""Warnings: what a reader of a record should know before trusting it."""

from __future__ import annotations

from bulletin_nlp.record.spans import Frozen, Span

__all__ = ["WARNING_CODES", "Warning"]

#: Every warning code with what it means; ``docs/warnings.md`` lists the same.
WARNING_CODES: dict[str, str] = {
    "torn_text": "characters were lost in the copy; nothing was extracted from the span",
    "annotation_kept": "a bracketed reading was kept, since it did not fit the page's pattern of damage",
    "replacement_characters": "bytes could not be decoded and stand as U+FFFD",
    "ambiguous_region": "a place name has several candidates and the text does not decide",
    "year_inferred": "a date has no year of its own; the year was taken from the bulletin",
    "year_unknown": "a date has no year and nothing in the bulletin gives one",
    "conflicting_metric": "two figures for the same thing cannot both hold",
    "broken_number": "a number was broken by inserted text and was not read",
    "table_unread": "a table under known heads was not read as a whole; its span holds what was left out",
    "battle_conflict": "the battle's name and the classifier disagree",
    "no_facts": "nothing was extracted from this text",
}


class Warning(Frozen):  # the contract's own name; it shadows the builtin only here
    """A warning: a documented code, one line, and the words it is about (null for the whole text)."""

    code: str
    message: str
    span: Span | None = None
