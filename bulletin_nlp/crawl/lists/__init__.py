"""Readers of list pages: bytes in, links out, no network."""

from bulletin_nlp.crawl.lists.addresses import canonical_url
from bulletin_nlp.crawl.lists.outcome import (
    Found,
    ListItem,
    ListPage,
    NextPage,
    Problem,
    brings_nothing_new,
)
from bulletin_nlp.crawl.lists.reading import READERS, ListCheck, check_list, read_list

__all__ = [
    "READERS",
    "Found",
    "ListCheck",
    "ListItem",
    "ListPage",
    "NextPage",
    "Problem",
    "brings_nothing_new",
    "canonical_url",
    "check_list",
    "read_list",
]
