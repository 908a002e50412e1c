"""JSON answers, parsed within bounds."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

__all__ = ["parse_json", "with_parameters"]


def parse_json(text: str) -> Any:
    """Return a JSON answer, or None where it is none; a byte order mark does no harm."""
    try:
        return json.loads(text.strip().lstrip("\ufeff"))
    # deep nesting exhausts the parser's stack
    except (ValueError, RecursionError):
        return None


def with_parameters(url: str, values: dict[str, str]) -> str:
    """Return an address with these parameters in place of its query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(values, quote_via=quote), ""))
