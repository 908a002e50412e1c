"""Telling people of alarms: on a change and on recovery only, by a command, a webhook or mail."""

from bulletin_nlp.crawl.notify.delivery import Delivery, Told, notify
from bulletin_nlp.crawl.notify.notice import Change, Notice, PortalState, changes_of

__all__ = ["Change", "Delivery", "Notice", "PortalState", "Told", "changes_of", "notify"]
