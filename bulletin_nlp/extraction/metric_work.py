"""How far the counted work is: what the cues of ``status.toml`` say, read one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_nlp.extraction.metric_lexicon import Hit

__all__ = ["STRONG", "Work"]

#: The rank of a verb that alone tells the status.
STRONG = 2
_WEAK = 1
_FULFILLED = 4  # characters between a task and its verb: 任务已全部完成


@dataclass(slots=True)
class Work:
    """How far the counted work is, as the words read so far add up.

    ``plan`` is true after a plan word; ``status`` is that of the last verb, whose ``rank`` within its clause
    decides between verbs; ``left`` is true for what has not been done; ``listed`` for what has been taken
    into a plan (列入), until a strong verb; ``past`` for what a word says has happened (已); ``told`` is the
    span of the last word that told any of it. ``frail`` says that only an achievement verb (改造) told the
    status, ``assigned`` that it was handed down (下达), ``sought`` that nothing but 争取 plans it; ``task``
    is where the task ends that alone plans it (…的任务); ``carried`` says that the clauses before planned it;
    ``target`` that the number before was the plan's own (年度计划1200套), which holds until the next verb.
    """

    plan: bool = False
    status: str | None = None
    rank: int = 0
    left: bool = False
    told: tuple[int, int] | None = None
    listed: bool = False
    past: bool = False
    frail: bool = False
    assigned: bool = False
    sought: bool = False
    task: int | None = None
    carried: bool = False
    target: bool = False

    @property
    def result(self) -> str | None:
        """The status that the words add up to."""
        return "planned" if self.plan or self.listed or self.target else self.status

    @property
    def weak(self) -> bool:
        """Whether only an achievement verb told the status."""
        return self.frail and not (self.plan or self.listed or self.target)

    def copy(self) -> Work:
        """Return a copy that can be read on with; ``dataclasses.replace`` takes four times as long."""
        return Work(
            self.plan,
            self.status,
            self.rank,
            self.left,
            self.told,
            self.listed,
            self.past,
            self.frail,
            self.assigned,
            self.sought,
            self.task,
            self.carried,
            self.target,
        )

    def with_plan(self, *, plan: bool, left: bool) -> Work:
        """Return a copy of which it is told whether it is planned, and whether it remains."""
        made = self.copy()
        made.plan, made.left = plan, left
        return made

    def next_clause(self) -> None:
        """Enter the next clause: what was said holds until a verb of its own."""
        if self.sought and not self.rank:
            self.plan = self.sought = False  # 通过争取资金，…: the clause planned nothing
        self.rank = 0
        self.left = False
        self.carried = True

    def read(self, hit: Hit) -> None:
        """Take in one cue of ``status.toml``."""
        cue, planned = hit.payload, self.plan
        match cue.role:
            case "plan":
                self.sought = cue.mark == "sought" and not planned
                self.plan, self.past, self.carried = True, False, False
            case "task":
                if self.rank == STRONG:
                    return
                self.task = hit.end if self.carried or not planned else None
                self.plan = True
            case "listed":
                self.listed = True
            case "assigned":
                self.listed = self.assigned = True
            case "fact" | "so_far":
                self.plan = self.listed = False
                self.past = True
            case "strong":
                done = self.task is not None and hit.start - self.task <= _FULFILLED
                if cue.mark == "done" or (done and cue.status == "completed"):
                    self.plan, self.past = False, True
                self.status, self.rank = cue.status, STRONG
                self.listed = self.frail = self.assigned = self.sought = False
            case "share":
                # 计划改造20个，完成年度任务的80%: a share of the plan is no plan
                if not self.plan:
                    return
                self.plan, self.listed, self.past, self.status = False, False, True, cue.status
            case "weak":
                if self.rank == STRONG:
                    return
                self.status, self.rank, self.frail = cue.status, _WEAK, True
            case "left":
                self.plan, self.left, self.rank = True, True, STRONG
            case _:
                return
        self.target = False
        if not (planned and self.plan):
            self.told = (hit.start, hit.end)
