"""Shares of a plan: 占年度计划的78.2% is told of what was counted just before it."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin_nlp.extraction.metric_frames import Work
from bulletin_nlp.extraction.metric_lexicon import Hit, Indicator, metric_lexicon
from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["Counted", "is_share_of_plan", "share_indicator"]


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the sentence that is no share, and how far its work is."""

    quantity: Quantity
    status: str | None


def is_share_of_plan(hit: Hit) -> bool:
    """Tell whether a word names a share of a plan, of what is started as well as of what is finished."""
    ids = {rule.indicator.id for rule in hit.payload}
    return {"start_rate", "completion_rate"} <= ids


def share_indicator(hit: Hit, counted: Counted | None, work: Work) -> Indicator:
    """Return what a share of a plan tells: of money, of what is started, else of what is finished.

    Args:
        hit: the words that name the share.
        counted: the number that it is told of, null where the sentence has none before it.
        work: how far the work is at the share.
    """
    indicators = metric_lexicon().indicators
    status = work.status
    if counted is not None:
        # a verb of the share's own clause decides (现已全部开工，占…), but not 完成 in 完成年度任务的90%
        own = work.told is not None and counted.quantity.end <= work.told[0] and work.told[1] != hit.start
        if not own:
            if counted.quantity.unit == "元":
                return indicators["investment_rate"]
            status = counted.status
    return indicators["start_rate" if status == "started" else "completion_rate"]
