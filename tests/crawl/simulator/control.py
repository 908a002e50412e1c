"""The control of a portal that runs in another process: ``GET /__control__/WHAT?…`` answers in JSON.

=============  ==============================================================================
``state``      name, family, modes, rules
``set``        modes by name: ``?links=t&lists=empty``
``misbehave``  ``?do=status&on=article:3&times=2&after=0``, and the behaviour's settings
``behave``     no rules any more
``change``     ``?number=3``
``add``        ``?count=2``
``remove``     ``?number=3&removal=410&listed=1``
``restore``    ``?number=3``
``share``      ``?number=3&column=tzgg``
``redesign``   ``?lists=1&articles=0``
``robots``     ``?rules=User-agent:…``; without rules, none
``log``        the requests so far; ``?prefix=/gzdt/``
``forget``     the requests so far are forgotten
=============  ==============================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.crawl.simulator.answers import JSON, Answer, Request

if TYPE_CHECKING:
    from tests.crawl.simulator.portal import SimulatedPortal

__all__ = ["controlled"]


def controlled(portal: SimulatedPortal, request: Request) -> Answer:
    """Do what a control address says; 400 where it cannot be done."""
    what = request.path.rpartition("/")[2]
    try:
        result = _COMMANDS[what](portal, {k: _value(v) for k, v in request.query.items()})
    except (KeyError, ValueError, TypeError) as error:
        message = f"{what} cannot be done: {type(error).__name__} {error}"
        return Answer(400, {"Content-Type": JSON}, json.dumps({"error": message}).encode())
    return Answer(200, {"Content-Type": JSON}, json.dumps(result, ensure_ascii=False).encode())


def _value(written: str) -> Any:
    for kind in (int, float):
        try:
            return kind(written)
        except ValueError:
            continue
    return written


def _set(portal: SimulatedPortal, given: dict[str, Any]) -> Any:
    portal.set(**given)
    return portal.state()


def _misbehave(portal: SimulatedPortal, given: dict[str, Any]) -> Any:
    return asdict(portal.misbehave(given.pop("do"), given.pop("on", "articles"), **given))


def _remove(portal: SimulatedPortal, given: dict[str, Any]) -> Any:
    removal = str(given.get("removal", 404))
    portal.remove(given["number"], removal, listed=bool(given.get("listed")))  # type: ignore[arg-type]
    return portal.state()


def _redesign(portal: SimulatedPortal, given: dict[str, Any]) -> Any:
    portal.redesign(lists=bool(given.get("lists", 1)), articles=bool(given.get("articles", 1)))
    return portal.state()


def _robots(portal: SimulatedPortal, given: dict[str, Any]) -> Any:
    portal.robots(str(given["rules"]) if "rules" in given else None)
    return portal.state()


_COMMANDS: dict[str, Callable[[SimulatedPortal, dict[str, Any]], Any]] = {
    "state": lambda portal, given: portal.state(),
    "set": _set,
    "misbehave": _misbehave,
    "behave": lambda portal, given: portal.behave(),
    "change": lambda portal, given: portal.change(given["number"]),
    "add": lambda portal, given: portal.add(given.get("count", 1)),
    "remove": _remove,
    "restore": lambda portal, given: portal.restore(given["number"]),
    "share": lambda portal, given: portal.share(given["number"], given["column"]),
    "redesign": _redesign,
    "robots": _robots,
    "log": lambda portal, given: [asdict(e) for e in portal.log.requests(given.get("prefix", "/"))],
    "forget": lambda portal, given: portal.log.clear(),
}
