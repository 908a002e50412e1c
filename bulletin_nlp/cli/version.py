"""``bulletin-nlp version``: what a record was, or would be, produced with."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from bulletin_nlp.cli.messages import reported, write_result

__all__ = ["version_command", "versions"]


@reported
def version_command() -> None:
    """Print the versions of the package, of spaCy, of the record's schema and of the data."""
    for name, number in versions().items():
        write_result(f"{name} {number}")


def versions() -> dict[str, str]:
    """Return the versions by name, the package's own first."""
    from bulletin_nlp._version import __version__
    from bulletin_nlp.lexicon import loader
    from bulletin_nlp.record import SCHEMA_VERSION

    found = {"bulletin-nlp": __version__, "record schema": SCHEMA_VERSION}
    try:
        found["spacy"] = version("spacy")
    except PackageNotFoundError:
        found["spacy"] = "not installed"
    found |= loader.data_versions()
    return found
