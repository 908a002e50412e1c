"""Which page of which list an address asks for."""

from __future__ import annotations

import json
import re

from tests.crawl.simulator.addresses import list_folder, list_path
from tests.crawl.simulator.answers import Request

__all__ = ["asked_page", "page_size"]

_NAMED = {
    "nfcms": re.compile(r"index(?:_(\d+))?\.html"),
    "kaipu": re.compile(r"column-index-(\d+)\.shtml"),
    "webplus": re.compile(r"list(\d*)\.htm"),
}


def asked_page(
    family: str, column: str, position: int, path: str, request: Request, pages: int
) -> int | None:
    """Return the number of the page, from 1, that an address asks a column for.

    None says that it asks for no page of it, 0 is the shell of a list that has its entries elsewhere. The
    number may be beyond the last page.

    Args:
        family: of the portal.
        column: the column's name.
        position: its place among the portal's columns.
        path: of the request, without sessions.
        request: for its query.
        pages: how many the column has; one family counts down from there.
    """
    first = list_path(family, column, position).partition("?")[0]
    folder = list_folder(family, column, position)
    query = request.query
    if family == "jpaas":
        if path.endswith("/page/build/unit") and query.get("pageId") == column:
            return _setting(query).get("pageNo", 1)
        return 0 if path in (first, folder) else None
    if family == "jpage" and path.endswith("/dataproxy.jsp"):
        return _number(query.get("page", "1")) if query.get("columnid") == str(102884 + position) else None
    if family == "gkmlpt":
        return max(1, _number(query.get("page", "1"))) if path == first else None
    if path == first or (path == folder and family not in ("vsb", "govcn")):
        return 1
    if family == "vsb":
        match = re.fullmatch(re.escape(first.removesuffix(".htm")) + r"/(\d+)\.htm", path)
        return pages - int(match[1]) + 1 if match else None
    if not path.startswith(folder):
        return None
    name = path[len(folder) :]
    if family == "trs":
        match = re.fullmatch(r"index_(\d+)\.html", name)
        return int(match[1]) + 1 if match else None
    form = _NAMED.get(family)
    match = form.fullmatch(name) if form else None
    return int(match[1] or 1) if match else None


def page_size(family: str, usual: int, query: dict[str, str]) -> int:
    """Return how many entries an answer has: some interfaces are told."""
    if family == "jpaas":
        return _setting(query).get("pageSize", usual)
    if family == "jpage":
        return min(_number(query.get("perpage", "")) or usual, 300)
    return usual


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0


def _setting(query: dict[str, str]) -> dict[str, int]:
    try:
        read = json.loads(query.get("paramJson", "{}"))
    except ValueError:
        return {}
    return {k: v for k, v in read.items() if isinstance(v, int) and v > 0} if isinstance(read, dict) else {}
