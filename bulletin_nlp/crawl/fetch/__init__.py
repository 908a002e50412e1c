"""Asking portals for pages: politely, within bounds, an outcome for whatever comes (``docs/fetching.md``)."""

from bulletin_nlp.crawl.fetch.answer import Answer, Redirect
from bulletin_nlp.crawl.fetch.fetcher import Fetcher
from bulletin_nlp.crawl.fetch.robots import RobotsRules
from bulletin_nlp.crawl.fetch.settings import FetchSettings

__all__ = ["Answer", "FetchSettings", "Fetcher", "Redirect", "RobotsRules"]
