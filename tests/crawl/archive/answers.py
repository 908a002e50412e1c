"""Answers of an invented portal, for tests of the archive."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bulletin_nlp.crawl.fetch.answer import Answer

PORTAL = "linjiang-zjj"
MOMENT = datetime(2025, 2, 14, 1, 30, 0, 123456, tzinfo=UTC)
PAGE = """<html><head><meta charset="utf-8"><title>临江市推进老旧小区改造</title>
<meta name="ArticleTitle" content="临江市推进老旧小区改造">
<meta name="PubDate" content="2025-02-14 09:00"></head>
<body><div class="TRS_Editor"><p>2025年1月，临江市开工改造老旧小区12个，涉及居民3400户，完成投资1.2亿元。</p>
<p>市住房和城乡建设局要求各县（市、区）倒排工期，6月底前全部开工，年底前完工，让群众早日受益。</p>
<p>下一步，将加装电梯、改造管网、增设停车位，完善社区养老、托育等服务设施，建立长效管理机制。</p></div>
</body></html>""".encode()


def answer(number: int = 0, **changes: Any) -> Answer:
    """Return an answer: a page whose address and text have a number."""
    made = Answer(
        url=f"http://zjj.linjiang.gov.cn/dt/{number}.html",
        final_url=f"http://zjj.linjiang.gov.cn/dt/{number}.html",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')),
        body=PAGE + f"<!-- {number} -->".encode(),
        fetched_at=MOMENT + timedelta(seconds=number),
        seconds=0.25,
        redirects=(),
        problem=None,
        message=None,
    )
    return replace(made, **changes)


def not_modified(number: int = 0) -> Answer:
    """Return the answer that an address's page is what it was."""
    return answer(number, status=304, headers=(("ETag", f'"{number}"'),), body=b"")


def noise(length: int, seed: int = 1) -> bytes:
    """Return bytes that cannot be compressed."""
    return random.Random(seed).randbytes(length)  # noqa: S311
