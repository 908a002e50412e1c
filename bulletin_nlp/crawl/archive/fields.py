"""Words in the header of a WARC record: visible ASCII as it is, all else as RFC 8187 writes it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

__all__ = ["as_uri", "read_words", "write_words"]

_EXTENDED = "UTF-8''"
_VISIBLE = re.compile(r"[!-~]+")
#: What RFC 3986 lets stand in a URI; the percent sign since the address may be encoded already.
_OF_URI = "!#$%&'()*+,/:;=?@[]~-._"


def write_words(words: str) -> str:
    """Return words as visible ASCII, so that :func:`read_words` gives them back exactly."""
    if _VISIBLE.fullmatch(words) and not words.startswith(_EXTENDED):
        return words
    return _EXTENDED + quote(words, safe="", errors="surrogatepass")


def read_words(written: str) -> str:
    """Return what :func:`write_words` was given.

    Raises:
        ValueError: it did not write that.
    """
    if not written.startswith(_EXTENDED):
        return written
    return unquote(written.removeprefix(_EXTENDED), errors="surrogatepass")


def as_uri(url: str) -> str:
    """Return an address as a URI, whose other characters are percent-encoded UTF-8 (RFC 3987, 3.1)."""
    return quote(url, safe=_OF_URI, errors="surrogatepass")
