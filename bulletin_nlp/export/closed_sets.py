"""The codes that the record uses, with their meanings in English and Chinese."""

from __future__ import annotations

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = [
    "BASES",
    "BOUNDS",
    "COMMUNITY_KINDS",
    "LEVELS",
    "PUBLISHED_BASES",
    "QUALIFIERS",
    "SCRIPTS",
    "STATUSES",
    "TASK_BASES",
    "indicator_names",
    "task_type_names",
]

Names = tuple[tuple[str, str], ...]

LEVELS: Names = (
    ("province", "province, autonomous region or municipality 省级"),
    ("prefecture", "city or prefecture 地级"),
    ("county", "county, district or county-level city 县级"),
    ("township", "town, township or subdistrict 乡级"),
)
STATUSES: Names = (
    ("planned", "planned, asked for or promised 计划"),
    ("started", "works have started 已开工"),
    ("in_progress", "works are going on 在建"),
    ("completed", "done 已完成"),
)
QUALIFIERS: Names = (
    ("exact", "as stated 确数"),
    ("about", "about that many 约数"),
    ("over", "more than that 超过"),
    ("nearly", "somewhat less than that 接近"),
    ("at_least", "that many or more 不少于"),
    ("at_most", "that many or less 不超过"),
)
BASES: Names = (
    ("clause", "a neighbouring clause 相邻分句"),
    ("heading", "a heading 标题"),
    ("document", "the bulletin as a whole 全文"),
    ("given", "given by whoever had it read 由使用者给出"),
)
BOUNDS: Names = (
    ("before", "before the day is over 前"),
    ("by", "by the end of a period 底、末"),
    ("within", "within a stretch of time 内"),
    ("until", "until the day 至"),
)
COMMUNITY_KINDS: Names = (
    ("compound", "a residential compound 小区"),
    ("neighbourhood", "a neighbourhood 社区"),
    ("area", "an area of several compounds 片区"),
)
TASK_BASES: Names = (
    ("named", "the text names the battle 文中点明"),
    ("classified", "a model of measures decides 模型判定"),
)
PUBLISHED_BASES: Names = (
    ("given", "given by whoever had it read 由使用者给出"),
    ("list", "a list of bulletins 列表页"),
    ("meta", "the page's metadata 网页元数据"),
    ("label", "a labelled line of the page 页面标注"),
    ("url", "the address 网址"),
    ("text", "the text 正文"),
)
SCRIPTS: Names = (
    ("Hans", "Simplified Chinese 简体"),
    ("Hant", "Traditional Chinese 繁体"),
    ("mixed", "both 简繁混用"),
)

# What each of the four battles asks for; their names stand in the lexicon.
_TASKS = {
    "completion": "finish the works of the plan",
    "funding": "find the money",
    "coordination": "plan and act together",
    "innovation": "try new modes",
}


def indicator_names() -> Names:
    """Return the ids of the indicators with their Chinese names, in the vocabulary's order."""
    return tuple((entry["id"], entry["name"]) for entry in read_lexicon("indicators")["indicator"])


def task_type_names() -> Names:
    """Return the types of the four battles; a model of your own may have others."""
    battles = read_lexicon("tasks")["battle"]
    return tuple((b["type"], f"{_TASKS.get(b['type'], '')} {b['name']}".strip()) for b in battles)
