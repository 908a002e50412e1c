"""Portals that decline, send elsewhere, mislabel, or answer with something that is no page."""

from __future__ import annotations

import io
import time
import zipfile
from email.utils import formatdate

from tests.crawl.simulator.answers import Answer
from tests.crawl.simulator.behaviour import Behaviour, Occasion

__all__ = ["REFUSALS", "document", "not_found_page", "soft_404_page"]

_SCRIPT = (
    "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=87232;_$aB(12);" + "var _$x=1;" * 60 + "</script>"
)


def not_found_page(status: int = 404) -> Answer:
    """Return an honest refusal."""
    return Answer.html(
        f"<html><head><title>{status}</title></head><body><p>找不到页面</p></body></html>", status
    )


def soft_404_page() -> Answer:
    """Return a refusal with status 200."""
    page = "<html><head><title>提示</title></head><body><p>您访问的页面不存在或已删除！</p></body></html>"
    return Answer.html(page)


def _status(_: Occasion, status: int = 403, retry_after: str | int | float | None = None) -> Answer:
    """A status; ``retry_after`` is in seconds, ``date:N`` a date in N seconds, or sent as it is."""
    answer = Answer.html(
        f"<html><head><title>{status}</title></head><body><h1>{status}</h1><p>访问受限</p></body></html>",
        status,
    )
    if retry_after is not None:
        kind, _sep, seconds = str(retry_after).partition("date:")
        written = (
            formatdate(time.time() + float(seconds), usegmt=True) if _sep and not kind else str(retry_after)
        )
        answer.headers["Retry-After"] = written
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="portal"'
    return answer


def _challenge_412(_: Occasion) -> Answer:
    answer = Answer.html(f"<html><head>{_SCRIPT}</head><body></body></html>", 412)
    answer.headers["Set-Cookie"] = "FSSBBIl1UgzbN7N80S=6bN; Path=/; HttpOnly"
    return answer


def _challenge_521(_: Occasion) -> Answer:
    answer = Answer.html(
        "<script>document.cookie='__jsl_clearance_s='+(+!+[])+'x';location.reload()</script>", 521
    )
    answer.headers["X-Via-JSL"] = "a1b2c3d,-"
    answer.headers["Set-Cookie"] = (
        "__jsluid_s=0123456789abcdef0123456789abcdef; max-age=31536000; path=/; HttpOnly"
    )
    return answer


def _challenge_200(_: Occasion) -> Answer:
    return Answer.html(f"<html><head>{_SCRIPT}</head><body></body></html>")


def _captcha(_: Occasion, status: int = 200) -> Answer:
    page = (
        "<html><head><title>访问验证</title></head><body><form><p>您的访问过于频繁，请输入验证码后继续</p>"
        '<img src="/captcha.png"><input name="code"><button>提交</button></form></body></html>'
    )
    return Answer.html(page, status)


def _script_shell(_: Occasion) -> Answer:
    head = '<head><script src="/static/app.8f3c.js"></script></head>'
    return Answer.html(f'<html>{head}<body><div id="app"></div></body></html>')


def _soft_404(_: Occasion) -> Answer:
    return soft_404_page()


def _home(occasion: Occasion) -> Answer:
    return occasion.site.home


def _login(_: Occasion) -> Answer:
    return _to("/login?return=%2F")


def _redirect(occasion: Occasion, to: str = "home", status: int = 302, length: int = 10) -> Answer:
    """Send elsewhere.

    ``to`` is an address, or ``home``, ``loop``, ``chain`` (of ``length`` hops, then the page), ``stranger``
    (another port of this machine), ``private``, ``metadata``, ``file``, ``host``, ``nowhere``.
    """
    path = occasion.request.path
    query = occasion.request.query
    if to == "loop":
        return _to(path if "hop" in query else f"{path}?hop=1", status)
    if to == "chain":
        hop = int(query.get("hop", "0")) if query.get("hop", "0").isdigit() else 0
        return _to(f"{path}?hop={hop + 1}", status) if hop < length else occasion.usual()
    known = {
        "home": "/",
        "stranger": f"http://{occasion.site.stranger_host}/secret.html",
        "private": "http://10.0.0.1/secret.html",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "file": "file:///etc/passwd",
        "host": "http://www.elsewhere.example/a.html",
        "nowhere": "http://",
    }
    return _to(known.get(to, to), status)


def _to(address: str, status: int = 302) -> Answer:
    answer = Answer.html("<html><body>moved</body></html>", status)
    answer.headers["Location"] = address
    return answer


def _charset(occasion: Occasion, kind: str = "gbk-as-utf8") -> Answer:
    """Encode a page otherwise than it says.

    ``kind``: ``gbk-as-utf8`` (header and meta say utf-8), ``gb2312`` (so declared, with characters that only
    GBK has), ``none`` (GBK, nothing declared), ``meta`` (GBK, only the meta says so), ``utf8-none``,
    ``utf8-bom``, ``utf16-bom``, ``latin1`` (UTF-8 that the header calls ISO-8859-1).
    """
    answer = occasion.usual()
    page = answer.body.decode("utf-8")
    mime = answer.headers["Content-Type"].partition(";")[0]
    bare = page.replace('<meta charset="utf-8">', "")
    named = page.replace(
        '<meta charset="utf-8">', f'<meta charset="{"gb2312" if kind == "gb2312" else "gbk"}">'
    )
    rare = named.replace("<p>　　", "<p>　　朱镕堃、陶喆到场。", 1)
    body, suffix = {
        "gbk-as-utf8": (page.encode("gb18030"), "; charset=utf-8"),
        "gb2312": (rare.encode("gb18030"), "; charset=gb2312"),
        "none": (bare.encode("gb18030"), ""),
        "meta": (named.encode("gb18030"), ""),
        "utf8-none": (bare.encode(), ""),
        "utf8-bom": (b"\xef\xbb\xbf" + bare.encode(), ""),
        "utf16-bom": (b"\xff\xfe" + bare.encode("utf-16-le"), ""),
        "latin1": (bare.encode(), "; charset=ISO-8859-1"),
    }[kind]
    return Answer(answer.status, {**answer.headers, "Content-Type": mime + suffix}, body)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def document(_: Occasion | None, kind: str = "pdf", content_type: str | None = None) -> Answer:
    """A file that is no page: pdf, doc, docx, xls, xlsx, ofd, zip, rar, png, mp4, csv, or text.

    ``content_type`` stands in place of the kind's own, ``""`` for none.
    """
    mime, body = {
        "pdf": ("application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
        "doc": ("application/msword", _OLE),
        "docx": (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            _zip("word/document.xml"),
        ),
        "xls": ("application/vnd.ms-excel", _OLE),
        "xlsx": (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _zip("xl/workbook.xml"),
        ),
        "ofd": ("application/ofd", _zip("OFD.xml")),
        "zip": ("application/zip", _zip("readme.txt")),
        "rar": ("application/x-rar-compressed", b"Rar!\x1a\x07\x01\x00" + bytes(40)),
        "png": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        "mp4": ("video/mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(40)),
        "csv": ("text/csv; charset=utf-8", "区县,小区数\n江北区,12\n".encode()),
        "text": ("text/plain; charset=utf-8", "截至6月底，临江市开工改造小区12个。\n".encode()),
    }[kind]
    sent = mime if content_type is None else content_type
    return Answer(200, {"Content-Type": sent} if sent else {}, body)


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


def _page(_: Occasion, html: str = "", status: int = 200) -> Answer:
    return Answer.html(html, status)


def _robots_huge(_: Occasion, kilobytes: int = 600, rule: str = "/") -> Answer:
    """A robots.txt whose only rule stands behind so many kB of comments."""
    rules = "# 注释\n" * (kilobytes * 1000 // 9 + 1) + f"User-agent: *\nDisallow: {rule}\n"
    return Answer(200, {"Content-Type": "text/plain; charset=utf-8"}, rules.encode())


REFUSALS: dict[str, Behaviour] = {
    "status": _status,
    "challenge-412": _challenge_412,
    "challenge-521": _challenge_521,
    "challenge-200": _challenge_200,
    "captcha": _captcha,
    "script-shell": _script_shell,
    "soft-404": _soft_404,
    "home": _home,
    "login": _login,
    "redirect": _redirect,
    "charset": _charset,
    "document": document,
    "page": _page,
    "robots-huge": _robots_huge,
}
