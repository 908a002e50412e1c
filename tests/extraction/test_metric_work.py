"""The state of a clause, as its cues add up."""

from dataclasses import fields

from bulletin_nlp.extraction.metric_work import Work


def _told() -> Work:
    """Return a state no field of which is at its default."""
    work = Work()
    for number, field in enumerate(fields(Work), 1):
        setattr(work, field.name, True if field.default is False else number)
    return work


def test_a_copy_holds_every_field_and_is_read_on_with_alone() -> None:
    work = _told()
    copied = work.copy()
    assert copied == work
    copied.status = "planned"
    assert copied != work


def test_a_plan_told_of_a_copy_leaves_everything_else() -> None:
    work = _told()
    told = work.with_plan(plan=False, left=False)
    changed = {field.name for field in fields(Work) if getattr(told, field.name) != getattr(work, field.name)}
    assert changed == {"plan", "left"}
    assert work == _told()
