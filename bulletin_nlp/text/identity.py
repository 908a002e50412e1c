"""The content id: the same for a damaged copy, a Traditional copy and the original."""

from __future__ import annotations

import hashlib

__all__ = ["ID_SCHEME", "content_id"]

ID_SCHEME = "han-sha256-1"


def content_id(clean: str) -> str:
    """Return the content id of a clean text (to be completed: T→S table of the scheme)."""
    kept = "".join(c for c in clean if c.isalnum())
    return "b" + hashlib.sha256(kept.encode("utf-8", "surrogatepass")).hexdigest()[:20]
