"""Portals on 127.0.0.1 that serve every family of lists, and misbehave when told to."""

from tests.crawl.simulator.addresses import FAMILIES
from tests.crawl.simulator.portal import BEHAVIOURS, SimulatedPortal
from tests.crawl.simulator.request_log import Gap, LoggedRequest, RequestLog

__all__ = ["BEHAVIOURS", "FAMILIES", "Gap", "LoggedRequest", "RequestLog", "SimulatedPortal"]
