"""Portals as data: one TOML file a portal, the package's and a user's own (``docs/portals.md``)."""

from bulletin_nlp.portals.description import ListSource, Portal, Selectors, families
from bulletin_nlp.portals.reading import VARIABLE, portal, read_portal_file, read_portals

__all__ = [
    "VARIABLE",
    "ListSource",
    "Portal",
    "Selectors",
    "families",
    "portal",
    "read_portal_file",
    "read_portals",
]
