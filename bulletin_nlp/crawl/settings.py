"""``crawl_settings``: a crawl's settings from the command line, the environment and a file, in this order."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bulletin_nlp.crawl.secrets import REFERENCE, from_environment, holds_secret, read_secret_file
from bulletin_nlp.crawl.settings_tables import CrawlSettings, NotifySettings, SmtpSettings, WebhookSettings
from bulletin_nlp.errors import BulletinError

__all__ = [
    "DEFAULT_FILE",
    "VARIABLE",
    "CrawlSettings",
    "NotifySettings",
    "SmtpSettings",
    "WebhookSettings",
    "crawl_settings",
    "settings_keys",
]

#: Environment variable that names the settings file; empty names none.
VARIABLE = "BULLETIN_NLP_SETTINGS"
#: Read from the working folder where no file is named.
DEFAULT_FILE = "bulletin-nlp.toml"
_PREFIX = "BULLETIN_NLP_"
# Bytes: a page of text.
_LARGEST = 200_000
_SEE = "see docs/settings.md"
_TABLES: dict[str, type[BaseModel]] = {
    "crawl": CrawlSettings,
    "notify": NotifySettings,
    "notify.webhook": WebhookSettings,
    "notify.smtp": SmtpSettings,
}
# The keys whose value may be a reference or stand in a file of its own, and when it must.
_SECRET: dict[str, Callable[[str], bool]] = {
    "crawl.db": holds_secret,
    "crawl.proxy": holds_secret,
    "notify.webhook.url": lambda url: holds_secret(url) or "@" in url or "?" in url,
    "notify.webhook.secret": lambda _: True,
    "notify.smtp.user": lambda _: False,
    "notify.smtp.password": lambda _: True,
}
_FOLDERS = ("crawl.archive", "crawl.portals")
_WORDS = ("crawl.only", "notify.command", "notify.smtp.recipients")


@dataclass(frozen=True, slots=True)
class _Given:
    """A value with where it was given."""

    value: Any
    origin: str


def settings_keys() -> dict[str, str]:
    """Return every key, such as ``notify.smtp.host``, with its environment variable.

    A key that may hold a secret has a second one with ``_file``, which names a file.
    """
    keys = []
    for table, model in _TABLES.items():
        for name in model.model_fields:
            key = f"{table}.{name}"
            if key == "crawl.notify" or key in _TABLES:
                continue
            keys += [key, f"{key}_file"] if key in _SECRET else [key]
    return {key: _PREFIX + key.removeprefix("crawl.").replace(".", "_").upper() for key in keys}


def crawl_settings(
    path: str | Path | None = None, environ: Mapping[str, str] | None = None, **overrides: Any
) -> CrawlSettings:
    """Return the settings of a crawl.

    Args:
        path: the settings file; None takes what ``BULLETIN_NLP_SETTINGS`` names, or ``bulletin-nlp.toml`` of
            the working folder where it is there. Relative paths in it are relative to its folder.
        environ: the environment; None is that of the process. An empty variable counts as not set.
        **overrides: keys of the table ``[crawl]`` as the command line gives them; None was not given.

    Raises:
        BulletinError: ``settings_invalid``, naming the file or variable, the key and the way out, and never
            the value.
    """
    environ = os.environ if environ is None else environ
    given = _from_file(_file(path, environ), environ)
    given |= _from_environment(environ)
    for name, value in overrides.items():
        if value is not None:
            given[_known(f"crawl.{name}", "option")] = _Given(value, "command line")
    return _validated(given)


def _file(path: str | Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return Path(path)
    if VARIABLE in environ:
        return Path(environ[VARIABLE]) if environ[VARIABLE] else None
    default = Path(DEFAULT_FILE)
    return default if default.is_file() else None


def _from_file(path: Path | None, environ: Mapping[str, str]) -> dict[str, _Given]:
    if path is None:
        return {}
    origin, given = str(path), {}
    leaves = _leaves(_table(path), "", origin)
    for key, value in leaves.items():
        named = key.removesuffix("_file")
        if key != named and named in leaves:
            raise _invalid(origin, key, f"{named} is given, too", "leave one of them out")
        if key != named and named in _SECRET:
            given[named] = _Given(_secret_in(value, path.parent, origin, key), origin)
        elif key in _SECRET and isinstance(value, str):
            given[key] = _Given(_at(key, _open_or_referred(key, value, origin, environ), path.parent), origin)
        else:
            given[key] = _Given(_at(key, value, path.parent), origin)
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Given]:
    given = {}
    for key, variable in settings_keys().items():
        value: Any = environ.get(variable)
        if not value:
            continue
        named = key.removesuffix("_file")
        if named != key:
            if environ.get(variable.removesuffix("_FILE")):
                raise _invalid(variable, key, f"{named} is given, too", "unset one of them")
            value = _secret_in(value, Path(), variable, key)
        elif key in _WORDS:
            value = _words(key, value, variable)
        given[named] = _Given(value, variable)
    return given


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = error.strerror if isinstance(error, OSError) else "no name of a file"
        raise _invalid(
            str(path), "", f"cannot be read ({reason})", f"name another, or unset {VARIABLE}"
        ) from None
    if len(data) > _LARGEST:
        raise _invalid(str(path), "", f"larger than {_LARGEST // 1000} kB", _SEE)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _invalid(str(path), "", "the file is not UTF-8", "save it as UTF-8") from None
    # deep nesting exhausts the parser's stack, a number of thousands of digits is a ValueError
    except (ValueError, RecursionError) as error:
        raise _invalid(str(path), "", f"no TOML: {error}", "mend the file") from None


def _leaves(table: Mapping[str, Any], above: str, origin: str) -> dict[str, Any]:
    """Return the values of a table by their full keys; every key is known."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{above}{name}"
        if key in _TABLES:
            if not isinstance(value, dict):
                raise _invalid(origin, key, "a table is expected", f"write [{key}]")
            found |= _leaves(value, f"{key}.", origin)
        else:
            found[_known(key, origin)] = value
    return found


def _known(key: str, origin: str) -> str:
    keys = settings_keys()
    if key in keys:
        return key
    near = get_close_matches(key[:100], [*keys, *_TABLES], n=1, cutoff=0.5)
    # written outside of its table, or in another one
    near = [known for known in keys if known.split(".")[-1] == key.split(".")[-1]][:1] or near
    raise _invalid(origin, key[:100], "no such key", f"did you mean {near[0]}?" if near else _SEE)


def _secret_in(value: Any, folder: Path, origin: str, key: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _invalid(origin, key, "no name of a file", _SEE)
    try:
        return read_secret_file(folder / _expanded(value))
    except ValueError as error:
        raise _invalid(origin, key, str(error), "give a file of one line that nobody else can read") from None


def _open_or_referred(key: str, value: str, origin: str, environ: Mapping[str, str]) -> str:
    if value.startswith(REFERENCE):
        try:
            return from_environment(value, environ)
        except ValueError as error:
            raise _invalid(origin, key, str(error), "set it, or give a file by " + f"{key}_file") from None
    if _SECRET[key](value):
        raise _invalid(
            origin,
            key,
            "a secret does not stand in the settings file",
            f'write "{REFERENCE}NAME" for a variable, or {key.rpartition(".")[2]}_file = "FILE", '
            f"or set {settings_keys()[key]}",
        )
    return value


def _at(key: str, value: Any, folder: Path) -> Any:
    """Return a path of the settings file from its folder."""
    if not isinstance(value, str) or not value:
        return value
    if key in _FOLDERS:
        return str(folder / _expanded(value))
    if key == "crawl.db" and value.startswith("sqlite:///") and not value.startswith("sqlite:///:"):
        return f"sqlite:///{(folder / value.removeprefix('sqlite:///')).as_posix()}"
    return value


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # the home of nobody
        return Path(path)


def _words(key: str, value: str, variable: str) -> list[Any]:
    """Read a list: as JSON where it begins with ``[``; otherwise one command, or words between commas."""
    if value.lstrip().startswith("["):
        try:
            words = json.loads(value)
        except (ValueError, RecursionError):
            raise _invalid(variable, key, "no list in JSON", 'write ["a", "b"]') from None
        return words if isinstance(words, list) else [words]
    return [value] if key == "notify.command" else value.replace(",", " ").split()


def _validated(given: Mapping[str, _Given]) -> CrawlSettings:
    tables: dict[str, Any] = {}
    for key, found in given.items():
        place = tables
        *parents, name = key.removeprefix("crawl.").split(".")
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = found.value
    try:
        return CrawlSettings.model_validate(tables)
    except ValidationError as error:
        raise _refusal(error, given) from None


def _refusal(error: ValidationError, given: Mapping[str, _Given]) -> BulletinError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    location = ".".join(str(part) for part in first["loc"] if not isinstance(part, int))
    key = location if location.startswith("notify") else f"crawl.{location}"
    # a complaint about a whole table, or of what is missing in it, is of whoever gave a part of it
    origin = next((g.origin for k, g in given.items() if k == key), "") or next(
        (g.origin for k, g in given.items() if k.startswith(key.rpartition(".")[0])), "settings"
    )
    if first["type"] == "missing":
        return _invalid(origin, key, "missing", f"add it, or set {settings_keys().get(key, VARIABLE)}")
    return _invalid(origin, key, first["msg"].removeprefix("Value error, "), _SEE)


def _invalid(origin: str, key: str, message: str, remedy: str) -> BulletinError:
    return BulletinError("settings_invalid", f"{origin}: {f'key {key}: ' if key else ''}{message}", remedy)
