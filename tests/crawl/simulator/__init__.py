"""Portals on 127.0.0.1 that serve every family of lists, and misbehave when told to.

>>> with SimulatedPortal("linjiang", "nfcms", articles=60, columns=("gzdt", "tzgg")) as portal:
...     portal.write_into(folder)                                # linjiang.toml, for --portals
...     portal.misbehave("status", on="article:3", status=429, retry_after=5, times=1)
...     portal.set(links="jsessionid", out_of_range="first")     # Modes
...     portal.change(7); portal.add(2); portal.remove(1, "soft", listed=True); portal.redesign()
...     portal.robots("User-agent: *\\nDisallow: /zwgk/")
...     portal.log.requests(kind="article"), portal.log.closest_gap(), portal.log.concurrent_most()

What should have been found: ``portal.numbers(column)``, ``portal.url(number)``, ``portal.text(number)``. The
behaviours are described in refusals.py and broken_answers.py. In a process of its own:
``python -m tests.crawl.simulator --help``, controlled by addresses (control.py).
"""

from tests.crawl.simulator.addresses import FAMILIES
from tests.crawl.simulator.portal import BEHAVIOURS, SimulatedPortal
from tests.crawl.simulator.request_log import Gap, LoggedRequest, RequestLog

__all__ = ["BEHAVIOURS", "FAMILIES", "Gap", "LoggedRequest", "RequestLog", "SimulatedPortal"]
