"""What a body is when it is no page and no text: by its bytes, then its Content-Type, then its address."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from urllib.parse import unquote, urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["document_kind", "is_markup"]

_HEAD = 2048
_MARKUP = re.compile(rb"\s*<(?:!doctype|!--|\?xml|[a-z][\w:-]*[\s/>])", re.IGNORECASE)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "doc"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"FLV\x01", "media"),
    (b"fLaC", "media"),
    (b"\x00\x00\x01\xba", "media"),
    (b"\x30\x26\xb2\x75", "media"),
    (b"CWS", "media"),
    (b"FWS", "media"),
    (b"#!AMR", "media"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# names of streams in OLE files, in UTF-16
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_ZIP_NAMES = (("ofd.xml", "ofd"), ("word/", "doc"), ("xl/", "xls"), ("ppt/", "ppt"))
_MOST_NAMES = 10_000


def is_markup(body: bytes) -> bool:
    """Tell whether a body begins as HTML or XML does; a byte order mark does no harm."""
    return _MARKUP.match(body[:_HEAD].removeprefix(b"\xef\xbb\xbf")) is not None


def document_kind(body: bytes, content_type: str | None, url: str) -> str | None:
    """Return the reason of ``unsupported`` that a body is; None where it can be read as a page or text.

    Args:
        body: as unpacked.
        content_type: the header; not believed against the bytes.
        url: the address, whose ending counts where nothing else tells.
    """
    head = body[:_HEAD]
    if not head.strip():
        return None
    named = _named(content_type, url)
    if kind := _by_bytes(body, named):
        return kind
    if is_markup(body):
        return "image" if _is_drawing(head) else None
    if _is_binary(head):
        return named or "other"
    if _type_of(content_type) or not content_type:
        # text of a type that is not read, such as CSV; without a type its ending tells
        return named
    return None


def _by_bytes(body: bytes, named: str | None) -> str | None:
    head = body[:_HEAD]
    # some servers put blanks or a few lines before a PDF; readers look in the first kilobyte
    if head.lstrip().startswith(b"%PDF-") or (named == "pdf" and b"%PDF-" in head[:1024]):
        return "pdf"
    if head.startswith(_OLE):
        return _in_ole(body, named)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(body)
    if head[:4] == b"RIFF" and len(head) >= 12:
        return "image" if head[8:12] == b"WEBP" else "media"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic", b"mif1") else "media"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "image"
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2") and _is_binary(head):
        return "media"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _in_ole(body: bytes, named: str | None) -> str:
    for name, kind in _OLE_STREAMS:
        if name.encode("utf-16-le") in body:
            return kind
    return named if named in ("doc", "xls", "ppt") else "other"


def _in_zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = [name.lower() for name in packed.namelist()[:_MOST_NAMES]]
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                kind = _type_of(packed.read("mimetype").decode("ascii", "replace"))
                if kind:
                    return kind
    # a damaged archive is still one
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, KeyError, NotImplementedError, EOFError):
        names = []
    for start, kind in _ZIP_NAMES:
        if any(name == start or (start.endswith("/") and name.startswith(start)) for name in names):
            return kind
    return "archive"


def _is_drawing(head: bytes) -> bool:
    """Whether XML is a drawing and not a page that holds one."""
    return re.match(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<svg[\s>]", head, re.S) is not None


def _is_binary(head: bytes) -> bool:
    """Whether bytes are no text of any encoding: zeros that UTF-16 does not explain, controls."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = head.count(0)
    if zeros and max(head[0::2].count(0), head[1::2].count(0)) < 0.9 * zeros:
        return True
    # UTF-16 without a mark; of Chinese text few characters have one
    if zeros and zeros < len(head) // 50:
        return True
    controls = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27)))
    return controls > len(head) // 50


def _named(content_type: str | None, url: str) -> str | None:
    return _type_of(content_type) or _ending_of(url)


def _type_of(content_type: str | None) -> str | None:
    kind = (content_type or "").split(";")[0].strip().lower()
    return next((reason for start, reason in _types() if kind.startswith(start)), None) if kind else None


def _ending_of(url: str) -> str | None:
    try:
        path = unquote(urlsplit(url).path).lower()
    except ValueError:
        return None
    return next((reason for ending, reason in _endings() if path.endswith(ending)), None)


@cache
def _types() -> tuple[tuple[str, str], ...]:
    kinds = read_lexicon("fetch")["kinds"]
    return tuple((start, reason) for reason, entry in kinds.items() for start in entry["types"])


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    kinds = read_lexicon("fetch")["kinds"]
    return tuple((ending, reason) for reason, entry in kinds.items() for ending in entry["endings"])
