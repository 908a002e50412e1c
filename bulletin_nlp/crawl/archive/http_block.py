"""The HTTP part of a record: the answer's headers as the server sent them, before a body that is unpacked."""

from __future__ import annotations

import re
from http import HTTPStatus

__all__ = ["read_block", "write_block"]

Headers = tuple[tuple[str, str], ...]

#: Of the body as it was sent: they would mislead a reader of the unpacked one, so they are kept by another
#: name, as crawlers of the Internet Archive and pywb do.
_OF_THE_SENT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_ORIGINAL = "X-Archive-Orig-"
_LINE_ENDS = re.compile(r"[\r\n\0]+[ \t]*")
_NO_TOKEN = re.compile(r"[^!-9;-~]")


def write_block(status: int, headers: Headers, length: int | None) -> tuple[bytes, str]:
    """Return status line and headers as bytes, up to the empty line, and the encoding that they are in.

    Args:
        status: of the answer.
        headers: as the server sent them, in their order; a name may come several times.
        length: bytes of the unpacked body; None where there is no body, as with 304.

    Returns:
        The bytes; and ``latin-1``, or ``utf-8`` where a value has other characters.
    """
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status:03} {phrase}"]
    for name, value in headers:
        token = _NO_TOKEN.sub("-", name) or "-"
        if token.lower() in _OF_THE_SENT or token.lower().startswith(_ORIGINAL.lower()):
            token = _ORIGINAL + token
        # A value that goes on in the next line would be read as another header.
        words = _LINE_ENDS.sub(" ", value).strip(" \t")
        lines.append(f"{token}: {words}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    text = "\r\n".join([*lines, "", ""])
    try:
        return text.encode("latin-1"), "latin-1"
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), "utf-8"


def read_block(block: bytes, encoding: str) -> tuple[int, Headers]:
    """Return the status and the headers under the names by which the server sent them.

    Args:
        block: what :func:`write_block` wrote.
        encoding: ``latin-1`` or ``utf-8``.

    Raises:
        ValueError: it is no answer of HTTP.
    """
    first, *lines = block.rstrip(b"\r\n").split(b"\r\n")
    match = re.match(rb"HTTP/\d(?:\.\d)? (\d{3,})(?: |$)", first)
    if not match:
        raise ValueError("the record holds no answer of HTTP")
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon:
            raise ValueError("a header has no colon")
        token = name.decode("latin-1")
        if token.lower() in _OF_THE_SENT:  # of the archive
            continue
        words = value.strip(b" \t").decode(encoding, "surrogatepass" if encoding == "utf-8" else "strict")
        headers.append((token.removeprefix(_ORIGINAL), words))
    return int(match[1]), tuple(headers)
