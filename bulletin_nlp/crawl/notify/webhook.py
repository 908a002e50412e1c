"""Telling by a webhook: the notification as JSON, posted once, certificates checked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from requests import exceptions

from bulletin_nlp._version import __version__
from bulletin_nlp.crawl.notify.delivery import NotDelivered
from bulletin_nlp.crawl.notify.notice import Notice
from bulletin_nlp.crawl.settings_tables import WebhookSettings

__all__ = ["post"]

# urllib3 logs the paths that it asks for
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")


def post(webhook: WebhookSettings, notice: Notice, timeout: float) -> None:
    """Post a notification; any status from 200 to 299 is a delivery, and a redirect is not followed.

    Neither proxies nor passwords are taken from the environment.

    Args:
        webhook: where to.
        notice: what is told.
        timeout: seconds to connect, and between two pieces of the answer; its body is not read.

    Raises:
        NotDelivered: there was no such answer; the message has neither the address's path nor the header.
    """
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"bulletin_nlp/{__version__}"}
    if webhook.header is not None and webhook.secret is not None:
        headers[webhook.header] = webhook.secret.get_secret_value()
    with requests.Session() as session, _unlogged():
        session.trust_env = False
        try:
            answer = session.post(
                webhook.url.get_secret_value(),
                data=notice.as_json(),
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
        except (exceptions.RequestException, OSError, ValueError) as error:
            raise NotDelivered(f"{webhook.shown}: {_reason(error)}") from None
        status = answer.status_code
        answer.close()
    if 300 <= status < 400:
        raise NotDelivered(f"{webhook.shown}: status {status}, a redirect, which is not followed")
    if not 200 <= status < 300:
        raise NotDelivered(f"{webhook.shown}: status {status}")


def _reason(error: Exception) -> str:
    # the messages of requests hold the whole address
    if isinstance(error, exceptions.SSLError):
        return "the connection could not be made safe (TLS)"
    if isinstance(error, exceptions.Timeout):
        return "no answer in time"
    if isinstance(error, exceptions.ConnectionError):
        return "no connection"
    return f"no answer ({type(error).__name__})"


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep what urllib3 logs in this thread out of the logs: it holds the address's path."""
    here = threading.get_ident()

    def of_another_thread(record: logging.LogRecord) -> bool:
        return record.thread != here

    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(of_another_thread)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(of_another_thread)
