"""The file that describes a simulated portal to the crawl."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.crawl.simulator.addresses import SITES, list_path

if TYPE_CHECKING:
    from tests.crawl.simulator.portal import SimulatedPortal

__all__ = ["describe", "toml"]


def describe(
    portal: SimulatedPortal, delay: float, jitter: float, overrides: dict[str, Any]
) -> dict[str, Any]:
    """Return a portal's description.

    A table in ``overrides`` is laid over the description's, None leaves a key out.
    """
    site = SITES[portal.family]
    described: dict[str, Any] = {
        "name": portal.name,
        "title": portal.site,
        "publisher": portal.site,
        "region": "100000",
        "verified": True,
        "enabled": True,
        "hosts": [portal.host],
        "family": portal.family,
        "pagination": {"limit": 1000},
        "article": {"body": site.body},
        "politeness": {"delay": delay, "jitter": jitter},
        "network": {"private": True},
        "list": [
            {"column": column, "url": portal.base + list_path(portal.family, column, position)}
            for position, column in enumerate(portal.columns)
        ],
    }
    if site.items is not None:
        described["select"] = {"items": site.items}
    for key, value in overrides.items():
        known = described.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            value = known | value
        described[key] = value
    return {key: value for key, value in described.items() if value is not None}


def toml(described: dict[str, Any]) -> str:
    """Write keys, then tables, then lists of tables."""
    plain = {k: v for k, v in described.items() if not isinstance(v, dict) and not _tables(v)}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key, value in described.items():
        for table in [value] if isinstance(value, dict) else value if _tables(value) else []:
            lines += ["", f"[{key}]" if isinstance(value, dict) else f"[[{key}]]"]
            lines += [f"{name} = {_value(inner)}" for name, inner in table.items() if inner is not None]
    return "\n".join(lines) + "\n"


def _tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, dict) for inner in value)


def _value(value: object) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's
    return json.dumps(value, ensure_ascii=False)
