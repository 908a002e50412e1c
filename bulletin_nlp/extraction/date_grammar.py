"""The forms of dates and periods, compiled once from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["DateGrammar", "date_grammar"]

_S = r"[ \t\u3000\u00a0]{0,2}"
_TO = rf"{_S}(?:—{{1,2}}|–|-{{1,2}}|－|~|～|至|到|─){_S}"
_YEAR = r"(?:[12][0-9]{3}|[一二][〇零○一二三四五六七八九]{3})"
_SHORT_YEAR = r"[0-3][0-9]"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_COUNT = r"(?:[0-9]{1,3}|[一二三四五六七八九十两半]{1,3})"
_QUARTER = r"[1-4一二三四]"
# The forms that begin with a word or a Han numeral: none of them is tried at an Arabic digit.
_WORDED = tuple(f"(?P<{name}>" for name in ("plan", "festival", "since", "by_month", "this_quarter"))


@dataclass(frozen=True)
class DateGrammar:
    """Patterns and tables of the dates.

    ``number`` and ``word`` find where a date may begin; ``full`` reads it there, and the name of its last
    group says which form it is. ``full_at_digit`` reads the same where an Arabic digit stands, sooner.
    """

    number: re.Pattern[str]
    word: re.Pattern[str]
    full: re.Pattern[str]
    full_at_digit: re.Pattern[str]
    before: Mapping[str, tuple[str, str]]
    after: Mapping[str, tuple[str, str]]
    longest_before: int
    before_last: frozenset[str]
    after_first: frozenset[str]
    longest_after: int
    festivals: Mapping[str, Mapping[str, Any]]
    data: Mapping[str, Any]


@cache
def date_grammar() -> DateGrammar:
    """Return the compiled grammar (``dates.toml``)."""
    data = read_lexicon("dates")
    year_words = [*data["year_words"], *data["year_references"]["words"], *data["year_references"]["next"]]
    parts = data["parts"]
    end, start, inside = (alternation(parts[key]) for key in ("end", "start", "inside"))
    plan = data["plan"]
    near = data["near"]
    festivals = {word: entry for entry in data["festival"] for word in entry["words"]}
    festival = alternation(festivals)
    ends = rf"(?:{end})(?!端|梢|班|座|片|盘|稿|次)"
    # 24年6月, 24年底: two digits make a year only where a part of a year follows
    short_year = rf"{_SHORT_YEAR}(?=年(?:{_MONTH}{_S}月|{end}|[上下]半年|第?{_QUARTER}季度))"
    not_day = r"(?!元|报|夜|常|益|均|期|电|本|志|产|处理|程|照|子|用)"
    month_part = (
        rf"(?P<month_end>{ends})|(?P<month_start>{start})|(?P<third>[上中下])旬|(?P<month_in>{inside})"
    )
    forms = (
        r"(?P<iso>(?P<iso_y>(?:19|20)[0-9]{2})(?P<iso_s>[-./])(?P<iso_m>[0-9]{1,2})(?P=iso_s)(?P<iso_d>[0-9]{1,2})(?![0-9.]))",
        rf"(?P<years>(?P<ya>{_YEAR}){_S}年?{_TO}(?P<yb>{_YEAR}){_S}年(?!{_S}{_MONTH}{_S}月)(?P<years_end>{ends})?)",
        rf"(?P<plan>[“\"‘]?(?P<plan_n>十[一二三四五六七八九]?)五[”\"’]?(?:(?P<plan_end>{alternation(plan['end'])})|(?P<plan_tail>{alternation(plan['tail'])}))?)",
        rf"(?P<festival>(?P<festival_w>{festival})(?=(?:来临|到来|开始)?之?前|以前))",
        rf"(?P<within>(?P<within_n>{_COUNT}){_S}(?P<within_u>个?工作日|个?自然日|日|天|个月|年|个季度|周|个星期)[之以]?内(?!部|容|外|涵))",
        rf"(?P<since>(?P<near>(?:{alternation(near['words'])}){_S})(?P<near_n>{_COUNT}|几){_S}(?:个)?年(?!代|级|度|龄|轻)(?:以?来|间)?)",
        rf"(?P<ago>(?P<ago_n>{_COUNT}){_S}(?:多|余)?年(?:以?来|间)(?!到|自))",
        rf"(?P<only_days>(?P<od1>{_DAY}){_S}日?{_TO}(?P<od2>{_DAY}){_S}日{not_day})",
        rf"(?P<only_day>(?P<od>{_DAY}){_S}日{not_day})",
        rf"(?P<by_month>(?:(?P<bm>{alternation(data['month_words'])})份?(?:{_S}(?P<bm_d>{_DAY}){_S}[日号])?|月(?={end}|{start}|{inside}))"
        rf"(?:(?P<bm_end>{ends})|(?P<bm_start>{start})|(?P<bm_in>{inside}(?!部|容)))?)",
        rf"(?P<this_quarter>(?P<tq>本|上|下)?个?季度(?P<tq_end>{ends})|(?P<tq2>本|上|下)个?季度)",
        rf"(?:(?:(?P<y>{_YEAR}){_S}年度?|(?P<y2>{short_year})年|(?P<w>{alternation(year_words)})度?)?{_S}(?:"
        rf"(?P<months>(?P<m1>{_MONTH}){_S}月?份?{_TO}(?P<m2>{_MONTH}){_S}月份?(?!{_S}{_DAY}{_S}[日号]))"
        rf"|(?P<days>(?P<dm>{_MONTH}){_S}月{_S}(?P<d1>{_DAY}){_S}日?{_TO}(?:(?:(?P<dy2>{_YEAR}){_S}年{_S})?(?P<dm2>{_MONTH}){_S}月{_S})?(?P<d2>{_DAY}){_S}日)"
        rf"|(?P<day>(?P<m>{_MONTH}){_S}月{_S}(?P<d>{_DAY}){_S}[日号])"
        rf"|(?P<month>(?P<mo>{_MONTH}){_S}月份?(?:{month_part})?)"
        rf"|(?P<first_months>前{_S}(?P<fm>{_COUNT}){_S}个?月(?:份)?)"
        rf"|(?P<first_quarters>前{_S}(?P<fq>[一二三两1-3]){_S}个?季度)"
        rf"|(?P<quarters>第?(?P<q1>{_QUARTER}){_TO}第?(?P<q2>{_QUARTER}){_S}季度)"
        rf"|(?P<quarter>第?(?P<q>{_QUARTER}){_S}季度(?P<quarter_end>{ends})?)"
        rf"|(?P<half>(?P<half_w>[上下])半年(?P<half_end>{ends})?)"
        rf"|(?P<year_end>年?(?:{ends}))|(?P<year_in>年?(?:{inside})(?!部|容|外|涵|蒙))|(?P<year_start>年?(?:{start}))"
        rf"|(?P<whole>全年(?!龄))|(?P<only>)))",
    )
    numeric = [form for form in forms if not form.startswith(_WORDED)]
    # What may stand at the start of a date that does not begin with a number. Every branch begins with a
    # letter and not with a group or class: then the engine skips to the next possible letter by itself.
    more = [rf"{word}(?={_S}(?:{_COUNT}|几))" for word in near["words"]]
    more += [rf"{word}(?=(?:来临|到来|开始)?之?前|以前)" for word in festivals]
    more += [rf"{quote}十" for quote in '“"‘']
    more += [
        rf"{word}(?=[{''.join(parts['end'])}{''.join(parts['start'])}{''.join(parts['inside'])}])"
        for word in "年月"
    ]
    words = "|".join(
        [
            *map(re.escape, sorted([*year_words, *data["month_words"]], key=lambda word: (-len(word), word))),
            *more,
            "十(?<![一二三四五六七八九十]十)[一二三四五六七八九]五",
            "上半年",
            "下半年",
            "季度末",
            "全年",
            "本季度",
            "本季度末",
            "上季度",
            "上个季度",
            "下季度",
            "下个季度",
            "上季度末",
            rf"前(?={_S}[0-9一二三四五六七八九十两])",
            rf"第(?={_QUARTER}{_S}季度|{_QUARTER}{_TO})",
        ]
    )
    number = (
        r"[0-9〇零○一二三四五六七八九十两半元](?<![0-9.．][0-9])"
        rf"(?=[0-9〇零○一二三四五六七八九十]{{0,3}}{_S}"
        r"(?:年|月|日|季度|个(?:工|自|月|季|星)|天[之以]?内|周[之以]?内|[多余]年|工作日|自然日|[-—–~～－─./至到]))"
    )
    before = {w: (e["id"], e.get("not_after", {}).get(w, "")) for e in data["before"] for w in e["words"]}
    after = {w: (e["id"], e.get("not_before", {}).get(w, "")) for e in data["after"] for w in e["words"]}
    return DateGrammar(
        number=re.compile(number),
        word=re.compile(words),
        full=re.compile("|".join(forms)),
        full_at_digit=re.compile("|".join(numeric)),
        before=before,
        after=after,
        longest_before=max(map(len, before)),
        before_last=frozenset(word[-1] for word in before),
        after_first=frozenset(word[0] for word in after),
        longest_after=max(map(len, after)),
        festivals=festivals,
        data=data,
    )
