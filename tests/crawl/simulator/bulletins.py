"""Invented bulletins, the same ones for the same number: title, day, paragraphs, now and then a table."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["PLACES", "BulletinText", "bulletin_text", "day_of"]

#: Invented towns, each with districts of its own.
PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("临江市", ("江北区", "江东区", "滨湖区", "城关区", "云台县")),
    ("江口市", ("河西区", "河东区", "东湖区", "石桥县", "青峰县")),
    ("望山市", ("南城区", "北城区", "西岭区", "望水县", "古渡县")),
    ("清溪市", ("上溪区", "下溪区", "柳浪区", "白塔县", "红岩县")),
    ("云岭市", ("云东区", "云西区", "岭南区", "岭北县", "松原县")),
)
_COMMUNITIES = (
    "松涛苑",
    "河畔里",
    "机床厂宿舍",
    "望江新村",
    "梧桐里",
    "百花园",
    "纺织新村",
    "石榴巷",
    "映月湾",
    "长乐坊",
)
_STREETS = ("城关街道", "东门街道", "桥头街道", "古渡街道", "柳浪街道", "松园街道", "南关街道", "北站街道")
_TITLES = (
    "{district}{month}月份城镇老旧小区改造进展情况（第{number}期）",
    "{city}通报{month}月份老旧小区改造工作进展（第{number}号）",
    "{district}{community}小区改造项目开工（工作动态{number}）",
    "{city}召开城镇老旧小区改造推进会（简报第{number}期）",
    "{district}加装电梯和管网更新工作情况（第{number}期）",
    "关于{district}{month}月份城市更新项目进度的通报（{number}）",
)
_LEADS = (
    "截至{month}月底，{city}{district}今年计划改造城镇老旧小区{a}个，已开工{b}个，开工率{p}%，惠及居民{c}户。",
    "{year}年以来，{city}{district}累计改造城镇老旧小区{a}个，惠及居民{c}户，完成投资{m}亿元。",
    "1至{month}月，{city}{district}新开工改造老旧小区{b}个，涉及居民{c}户、楼栋{d}栋，占年度计划的{p}%。",
)
_SENTENCES = (
    "其中，{street}完成改造小区{d}个，惠及居民{e}户，拆除违法建设{f}平方米。",
    "{community}小区改造项目总投资{m}亿元，涉及居民楼{d}栋、住户{e}户，改造面积{f}平方米。",
    "{district}今年计划加装电梯{a}台，目前已完工{b}台，正在施工{d}台。",
    "{street}更新供水管网{g}公里、燃气管网{h}公里，新增停车泊位{e}个。",
    "全市已到位中央补助资金{m}亿元，{district}自筹资金{w}万元，社会资本投入{f}万元。",
    "{community}小区新增充电桩{d}个、休闲座椅{a}处，补种绿地{f}平方米。",
    "{district}住房和城乡建设局对{a}个在建项目开展质量检查，发现问题{b}处，已整改{d}处。",
    "{street}组织居民议事会{d}场，收集意见{e}条，采纳{b}条。",
    "截至{month}月{day}日，{community}小区已完成外墙修缮{f}平方米，雨污分流改造{g}公里。",
    "{district}要求{street}在{next}月底前完成剩余{d}个小区的改造任务，年底前全部竣工验收。",
    "{year}年，{district}计划完成既有建筑节能改造{f}平方米，总投资{w}万元。",
    "{city}保障性租赁住房新开工{e}套，基本建成{b}套，完成投资{m}亿元。",
    "{community}小区建成社区养老服务站{d}处、托育点{b}处，服务居民{c}人。",
    "{street}背街小巷整治完成{a}条，改造路灯{e}盏，疏通管道{g}公里。",
    "{district}计划于{next}月底前开工{community}二期项目，涉及楼栋{d}栋、居民{e}户。",
    "1至{month}月，{district}城市更新项目完成投资{m}亿元，完成年度计划的{p}%。",
    "{street}危旧房解危{d}栋、{b}户，腾退面积{f}平方米。",
    "{district}现场调解{community}小区施工纠纷{d}起，发放告知书{e}份。",
)
_ENDS = (
    "{city}住房和城乡建设局要求，各区县要倒排工期，确保{next}月底前完成{p}%的年度任务。",
    "下一步，{district}将加快{community}等{d}个小区收尾，力争年底前惠及居民{c}户。",
)
_CHANGED = "{month}月{day}日更正：{district}{community}小区涉及居民应为{e}户，改造面积应为{f}平方米。"


@dataclass(frozen=True, slots=True)
class BulletinText:
    """What a bulletin says. ``table`` holds rows of cells, the first their headings, or nothing;
    ``attachments`` holds names of files."""

    number: int
    title: str
    day: date
    city: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    attachments: tuple[str, ...]

    @property
    def site(self) -> str:
        """Name of the site, which is the publisher's."""
        return f"{self.city}住房和城乡建设局"

    @property
    def moment(self) -> str:
        """When it was published, as the metas print it: ``YYYY-MM-DD HH:MM``."""
        return f"{self.day:%Y-%m-%d} {8 + self.number % 10:02}:{self.number * 7 % 60:02}"


def day_of(number: int, *, count: int, newest: date) -> date:
    """Return the day of a bulletin: two a day, the last of ``count`` on ``newest``, later ones after it."""
    return newest + timedelta(days=-((count - number) // 2))


@lru_cache(maxsize=30_000)
def bulletin_text(name: str, number: int, day: date, *, revision: int = 0, place: int = 0) -> BulletinText:
    """Return a bulletin.

    Args:
        name: the portal's; two portals have different bulletins.
        number: from 1; every seventh has a table, every fifth an attachment.
        day: when it is published.
        revision: 0, then one more for each change: a correction is added, and the first sentence has other
            figures.
        place: which of :data:`PLACES` it is about.
    """
    chance = random.Random(f"{name}/{number}")  # noqa: S311 (no secret)
    city, districts = PLACES[place % len(PLACES)]
    fixed = {"city": city, "district": chance.choice(districts), "year": day.year, "number": number}
    title = chance.choice(_TITLES).format_map(fixed | _figures(chance, day))
    chosen = chance.sample(_SENTENCES, 15)
    sentences = [
        template.format_map(fixed | _figures(chance, day))
        for template in (chance.choice(_LEADS), *chosen, chance.choice(_ENDS))
    ]
    if revision:
        changed = random.Random(f"{name}/{number}/{revision}")  # noqa: S311 (no secret)
        sentences[0] = chance.choice(_LEADS).format_map(fixed | _figures(changed, day))
        sentences.append(_CHANGED.format_map(fixed | _figures(changed, day)))
    # three sentences a paragraph
    paragraphs = tuple("".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))
    table: tuple[tuple[str, ...], ...] = ()
    if number % 7 == 0:
        rows = [(d, str(chance.randint(2, 60)), str(chance.randint(100, 9000))) for d in districts]
        table = (("区县", "完工小区（个）", "惠及居民（户）"), *rows)
    attachments = (f"{city}项目清单{number}.pdf", f"{city}进度表{number}.xls") if number % 5 == 0 else ()
    return BulletinText(number, title, day, city, paragraphs, table, attachments)


def _figures(chance: random.Random, day: date) -> dict[str, object]:
    planned = chance.randint(12, 180)
    begun = chance.randint(3, planned)
    return {
        "month": day.month,
        "day": day.day,
        "next": day.month % 12 + 1,
        "community": chance.choice(_COMMUNITIES),
        "street": chance.choice(_STREETS),
        "a": planned,
        "b": begun,
        "p": f"{begun * 100 / planned:.1f}",
        "c": chance.randint(1200, 98000),
        "d": chance.randint(2, 48),
        "e": chance.randint(50, 2400),
        "f": chance.randint(900, 88000),
        "g": f"{chance.randint(11, 480) / 10}",
        "h": f"{chance.randint(11, 480) / 10}",
        "m": f"{chance.randint(11, 980) / 100}",
        "w": chance.randint(120, 9800),
    }
