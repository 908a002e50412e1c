"""One request to one host: sent, timed, and its answer read within bounds. It never raises for a server."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import requests
from requests import Response

from bulletin_nlp.crawl.fetch.addresses import Resolve
from bulletin_nlp.crawl.fetch.bodies import read_body
from bulletin_nlp.crawl.fetch.connections import CheckedAdapter, Deadline
from bulletin_nlp.crawl.fetch.failures import failure_of
from bulletin_nlp.crawl.fetch.redirects import REDIRECTS
from bulletin_nlp.crawl.fetch.settings import FetchSettings
from bulletin_nlp.crawl.outcome import Outcome

if TYPE_CHECKING:
    from requests.cookies import RequestsCookieJar

__all__ = ["HostSession", "Reply"]

# bytes of a redirect's own page that are read so that its connection can be used again
_REDIRECT_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request; ``problem`` is one of the connection or the body, not of the status."""

    url: str
    fetched_at: datetime
    seconds: float
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    problem: Outcome | None = None
    message: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class _PlainSession(requests.Session):
    """A session that leaves redirects alone: requests looks at the next one even when it is not to follow it,
    and reads all of the answer's body for that, without a bound."""

    def get_redirect_target(self, resp: Response) -> str | None:
        return None


class HostSession:
    """A requests session with one host: its connections are kept, its cookies are not.

    Used by one thread at a time, which the host's pace sees to.

    Args:
        settings: how it asks.
        private: whether addresses that are not public may be connected to.
        context: for TLS.
        resolve: what resolves names.
    """

    def __init__(
        self, settings: FetchSettings, *, private: bool, context: ssl.SSLContext, resolve: Resolve
    ) -> None:
        self._settings = settings
        self._deadline = Deadline()
        self._session = _PlainSession()
        # neither proxies nor passwords (.netrc) nor certificates come from the environment
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers.update(
            {
                "User-Agent": settings.agent,
                "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "keep-alive",
            }
        )
        adapter = CheckedAdapter(private=private, context=context, deadline=self._deadline, resolve=resolve)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def ask(
        self,
        url: str,
        headers: dict[str, str],
        cookies: RequestsCookieJar,
        max_bytes: int,
        *,
        cut: bool = False,
    ) -> Reply:
        """Ask for an address, once.

        Args:
            url: the address, which may be asked for.
            headers: further headers.
            cookies: those of this visit; what the answer sets is added.
            max_bytes: bytes of the body.
            cut: keep what was read of a body that is too large.
        """
        settings, deadline = self._settings, self._deadline
        begun, moment = time.monotonic(), datetime.now(UTC)
        deadline.start(settings.total_timeout, settings.read_timeout)
        proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else {}

        def failed(error: Exception) -> tuple[Outcome, str]:
            slow = deadline.passed and deadline.received > 0
            return failure_of(error, slow=slow, reading=deadline.asked)

        try:
            request = requests.Request("GET", url, headers=headers, cookies=cookies)
            response = self._session.send(
                self._session.prepare_request(request),
                stream=True,
                allow_redirects=False,
                timeout=(
                    min(settings.connect_timeout, settings.total_timeout),
                    min(settings.read_timeout, settings.total_timeout),
                ),
                verify=True,
                proxies=proxies,
            )
        # an answer can break anything between the socket and the parser of headers: all are outcomes
        except Exception as error:
            problem, message = failed(error)
            return Reply(url, moment, time.monotonic() - begun, problem=problem, message=message)
        try:
            cookies.update(self._session.cookies)
            self._session.cookies.clear()
            return self._received(response, url, moment, begun, max_bytes, cut, failed)
        finally:
            response.close()

    def _received(
        self,
        response: Response,
        url: str,
        moment: datetime,
        begun: float,
        max_bytes: int,
        cut: bool,
        failed: Callable[[Exception], tuple[Outcome, str]],
    ) -> Reply:
        headers = tuple((str(name), str(value)) for name, value in response.raw.headers.items())
        redirect = response.status_code in REDIRECTS
        body = read_body(
            response.raw,
            response.headers.get("Content-Encoding"),
            None if cut else response.headers.get("Content-Length"),
            min(_REDIRECT_BYTES, max_bytes) if redirect else max_bytes,
            failed,
        )
        # a redirect's page is not read, and that of an error only helps to tell what the status means
        unread = redirect or (body.problem is not None and not 200 <= response.status_code < 300)
        kept = body.data if body.problem is None or unread or cut else b""
        return Reply(
            url,
            moment,
            time.monotonic() - begun,
            response.status_code,
            headers,
            kept,
            None if unread else body.problem,
            None if unread else body.message,
        )
