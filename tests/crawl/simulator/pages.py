"""The pages that a sound portal serves, each to its address."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial

from tests.crawl.simulator.addresses import SITES, list_path, other_path
from tests.crawl.simulator.answers import Answer, Request
from tests.crawl.simulator.article_pages import render_article
from tests.crawl.simulator.list_pages import Entry, ListView, render_list
from tests.crawl.simulator.modes import Modes
from tests.crawl.simulator.paging import asked_page, page_size
from tests.crawl.simulator.publications import Publication, Publications
from tests.crawl.simulator.refusals import document, not_found_page, soft_404_page

__all__ = ["Pages"]

# Last-Modified of a portal that has not changed; an hour more for each change
_EPOCH = 1_780_000_000


@dataclass
class Pages:
    """What a portal's addresses give. ``robots`` is the text of robots.txt, None for none."""

    family: str
    columns: Sequence[str]
    per_page: int
    site: str
    published: Publications
    modes: Modes = field(default_factory=Modes)
    host: str = ""
    robots: str | None = None
    _sessions: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def answer(self, path: str, request: Request) -> tuple[str, Callable[[], Answer]]:
        """Return what kind of page is asked for, and what makes it."""
        if path == "/robots.txt":
            return "robots", self._robots_txt
        published = self.published.by_path.get(path)
        if published is not None:
            return f"article:{published.number}", partial(self._article, published)
        for position, column in enumerate(self.columns):
            listed = self.published.listed(column)
            size = page_size(self.family, self.per_page, request.query)
            whole = SITES[self.family].whole
            pages = 1 if whole else max(1, -(-len(listed) // size))
            page = asked_page(self.family, column, position, path, request, pages)
            if page is not None:
                per_page = max(len(listed), 1) if whole else size
                return "list", partial(self._list, column, position, listed, page, pages, per_page)
        if path.startswith("/attachment/"):
            return "attachments", partial(document, None, kind=path.rpartition(".")[2])
        if path == "/":
            return "other", self.home
        if path == "/login":
            form = '<form><input name="user"><input type="password" name="password"></form>'
            return "other", partial(
                Answer.html, f"<html><head><title>用户登录</title></head><body>{form}</body></html>"
            )
        return "other", not_found_page

    def _robots_txt(self) -> Answer:
        if self.robots is None:
            return not_found_page()
        return Answer(200, {"Content-Type": "text/plain; charset=utf-8"}, self.robots.encode())

    def _article(self, published: Publication) -> Answer:
        if published.removed == "soft":
            return soft_404_page()
        if published.removed is not None:
            return not_found_page(int(published.removed))
        redesigned = self.modes.article_form == "redesigned"
        page = render_article(self.family, self.published.text(published.number), redesigned=redesigned)
        return self._validated(Answer.html(page), published.revision)

    def _list(
        self, column: str, position: int, listed: list[Publication], page: int, pages: int, per_page: int
    ) -> Answer:
        modes = self.modes
        if modes.lists == "home":
            return Answer(302, {"Location": "/", "Content-Type": "text/html"})
        if modes.lists == "empty":
            listed, pages = [], 1
        beyond = page > pages or page < 0
        if beyond and modes.out_of_range == "home":
            return self.home()
        if beyond and modes.out_of_range == "first":
            page = 1
        elif beyond and self.family not in ("gkmlpt", "jpage", "jpaas"):
            return not_found_page()
        shown = listed[(page - 1) * per_page : page * per_page] if page else []
        entries = [entry for p in shown for entry in self._entries(p, column, page)]
        first = list_path(self.family, column, position).partition("?")[0]
        view = ListView(
            family=self.family,
            column=column,
            position=position,
            folder=first[: first.rfind("/") + 1],
            site=self.site,
            host=self.host,
            entries=entries * 2 if modes.lists == "duplicated" else entries,
            page=page,
            pages=pages,
            per_page=per_page,
            total=len(listed),
            form=modes.list_form,
            pager=modes.pager == "links",
        )
        body, content_type = render_list(view)
        return self._validated(
            Answer(200, {"Content-Type": content_type}, body.encode()), self.published.version
        )

    def _entries(self, published: Publication, column: str, page: int) -> list[Entry]:
        path = published.paths[column]
        title = self.published.text(published.number).title
        other = other_path(self.family, path, column)
        hrefs = [self._href(path, column, page)]
        if self.modes.links == "mpost" and self.family == "nfcms" and other:
            hrefs.append(other)
        return [Entry(href, title, published.day, published.number, other) for href in hrefs]

    def _href(self, path: str, column: str, page: int) -> str:
        folder = list_path(self.family, column, self.columns.index(column)).rpartition("/")[0] + "/"
        if self.family in ("trs", "whole"):
            path = f"./{path.removeprefix(folder)}"
        elif self.family == "vsb":
            path = f"{'../' if page == 1 else '../../'}{path[1:]}"
        if self.modes.links == "jsessionid":
            return f"{path};jsessionid={next(self._sessions):032X}"
        if self.modes.links == "t":
            return f"{path}?t={1_770_000_000 + next(self._sessions)}"
        return path

    def _validated(self, answer: Answer, version: int) -> Answer:
        wanted = self.modes.validators
        if wanted in ("both", "etag"):
            answer.headers["ETag"] = f'"{zlib.crc32(answer.body):08x}-{len(answer.body):x}"'
        if wanted in ("both", "last-modified"):
            # a redesign is a change of every page
            redesigned = self.modes.article_form == "redesigned"
            answer.headers["Last-Modified"] = formatdate(_EPOCH + 3600 * version + redesigned, usegmt=True)
        return answer

    def home(self) -> Answer:
        """The home page."""
        links = "".join(
            f'<li><a href="{list_path(self.family, c, i)}">{c}</a></li>' for i, c in enumerate(self.columns)
        )
        return Answer.html(
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{self.site}</title></head><body>'
            f"<h1>{self.site}</h1><ul>{links}</ul><p>今日要闻：全市城镇老旧小区改造工作推进会召开。</p>"
            f'<div class="foot">主办单位：{self.site}</div></body></html>'
        )
