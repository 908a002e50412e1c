"""A look through one list: page by page down to what was there before, and what that look can vouch for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bulletin_nlp.crawl.lists import ListPage, NextPage, Problem, read_list
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.crawl.reach import Days
from bulletin_nlp.crawl.report import ListReport, list_report
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import ListSource
from bulletin_nlp.store.crawl_entries import ArchivePosition, ListedEntry, ListState, NextListPage

if TYPE_CHECKING:
    from bulletin_nlp.crawl.visit import Visit

__all__ = ["look_through", "refused"]

#: What a list page is where its reader says that it told nothing; anything else is a changed layout.
_REFUSED = {
    "challenge": Outcome("blocked", "challenge"),
    "captcha": Outcome("blocked", "captcha"),
    "script_shell": Outcome("blocked", "js-shell"),
    "gone": Outcome("gone"),
    "too_large": Outcome("too_large"),
}
#: Problems with which the last page is not the end of the list.
_CUT_SHORT = frozenset({"list_capped", "paging_unknown", "cut_off", "too_many_items", "other_page"})


@dataclass(slots=True)
class _Look:
    """A look while it goes on.

    ``reached`` where it came down to what was seen or asked for; ``message`` says why it came neither there
    nor to the end of the list.
    """

    problems: list[Problem] = field(default_factory=list)
    outcome: Outcome | None = None
    message: str | None = None
    reached: bool = False
    moves: int = 0
    first_entries: int | None = None
    days: Days = field(default_factory=Days)
    since: date | None = None
    runs_up: bool = False
    interrupted: bool = False


def look_through(visit: Visit, source: ListSource) -> ListReport:
    """Look through a list of a portal, note its entries, and say how far the look went.

    A run that was interrupted goes on with the page it was at.

    Args:
        visit: the visit of the portal.
        source: the list.
    """
    state = visit.begin_list(source.column)
    look = _Look(days=Days(state.newest, state.oldest))
    if state.finished is None:
        following = _first(state, source)
        while following is not None and not visit.stopping:
            following = _look_at(visit, source, following, look)
        if following is None and not look.interrupted:
            _end(visit, source, look)
        state = visit.begin_list(source.column)
    if look.first_entries is None and state.pages and visit.seen.reach(source.column).since is None:
        look.first_entries = visit.first_entries(source.column)  # it was read before a break
    return list_report(state, look.first_entries, _codes(look.problems))


def refused(page: ListPage) -> tuple[Outcome, str] | None:
    """Return what a list page is that told nothing, with what its reader says of it; None where it told."""
    fatal = next((problem for problem in page.problems if problem.fatal), None)
    return None if fatal is None else (_REFUSED.get(fatal.code, Outcome("layout_changed")), fatal.message)


def _first(state: ListState, source: ListSource) -> NextPage | None:
    if state.next is not None:
        return NextPage(state.next.url, state.next.number, source.column, state.next.guessed)
    return NextPage(source.url, 1, source.column) if state.pages == 0 else None


def _look_at(visit: Visit, source: ListSource, this: NextPage, look: _Look) -> NextPage | None:
    """Look at a page of the list and note it; return the next, or None where the look ends."""
    asked = _ask(visit, source, this, look)
    if asked is None:
        return None
    page, archived = asked
    reach, following = visit.seen.reach(source.column), page.next
    above, look.days = look.days, look.days.with_page(page.items)
    entries = [
        ListedEntry(item.url, item.key, item.title, item.published, item.published_text)
        for item in page.items
        if reach.takes(item)
    ]
    count = visit.note_list(source.column, entries, this.number, _noted(following), archived)
    codes = _codes(page.problems)
    look.problems += page.problems
    if look.first_entries is None and this.number == 1:
        look.first_entries = len(page.items)
    visit.tell(
        "list",
        column=source.column,
        url=this.url,
        number=this.number,
        entries=len(page.items),
        new=count.new,
        **({"problems": codes} if codes else {}),
    )
    if "moved" in codes and following is not None:
        look.moves += 1
        if look.moves <= read_lexicon("crawl")["lists"]["moves"]:
            return replace(following, number=this.number)
        look.outcome, look.message = Outcome("unreachable", "redirects"), "the list sends on and on"
        return None
    # A page out of range is the first one again, with status 200 and another next page.
    again = this.number > 1 and count.nothing_new and bool(entries)
    if following is None or again:
        if not again and (cut := sorted(_CUT_SHORT & set(codes))):
            look.message = f"its pages end before the list does ({', '.join(cut)})"
        return None
    if reach.arrived(page.items, count, above):
        look.reached = True
        return None
    if this.number >= reach.pages:
        look.message = f"it has more than {reach.pages} pages; the rest was not looked at"
        _stop_above(visit, look, Days().with_page(page.items), above)
        return None
    return following


def _ask(
    visit: Visit, source: ListSource, this: NextPage, look: _Look
) -> tuple[ListPage, ArchivePosition | None] | None:
    """Return a page that could be read and where it is archived; None ends the look, ``look`` says why."""
    asked = visit.ask_list(this.url, source.column)
    if asked is None:
        look.interrupted = visit.given_up is None
        if visit.given_up is not None:
            look.outcome, look.message = visit.given_up
        return None
    answer = asked.answer
    problem, message = answer.problem, answer.message or ""
    page = None
    if problem is None:
        page = read_list(
            answer.body, answer.final_url, visit.portal, column=source.column, seen=visit.today()
        )
        problem, message = refused(page) or (None, "")
        if problem is None:
            return page, asked.at
    if problem.kind == "gone" and this.guessed:  # no pager names this page: the list ends before it
        return None
    if problem.stops:
        visit.give_up(problem, message)
    look.outcome, look.message = problem, message
    look.problems += page.problems if page is not None else ()
    visit.tell(
        "list", column=source.column, url=this.url, number=this.number, outcome=str(problem), message=message
    )
    return None


def _stop_above(visit: Visit, look: _Look, last: Days, above: Days) -> None:
    """Let a look that ends at the portal's limit vouch for what it saw down to its last page.

    Entries pinned on top may be older than those below: the last page tells how far down the look came. A
    list that runs up has its newest entries where nobody looked.
    """
    if last.newest is not None and above.newest is not None and last.newest > above.newest:
        look.runs_up = True
    elif last.newest is not None:
        # of a page of one day, more of that day may be on the next
        one_day = last.newest == last.oldest
        look.since = min(visit.today(), last.newest + timedelta(days=1 if one_day else 0))


def _noted(following: NextPage | None) -> NextListPage | None:
    return None if following is None else NextListPage(following.url, following.number, following.guessed)


def _end(visit: Visit, source: ListSource, look: _Look) -> None:
    state = visit.begin_list(source.column)
    # Of a look that saw nothing it is told for which days it saw nothing.
    since = look.since or state.oldest or visit.seen.last(source.column) or visit.today()
    asked = visit.seen.reach(source.column).since
    complete = look.outcome is None and not look.runs_up
    if look.reached and asked is not None:
        since = min(asked, since)
    outcome = look.outcome or Outcome("new" if state.new else "unchanged")
    visit.end_list(source.column, str(outcome), look.message, since, complete=complete)


def _codes(problems: list[Problem] | tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.code for problem in problems))
