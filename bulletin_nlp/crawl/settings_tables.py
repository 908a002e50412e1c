"""The settings of a crawl as models: ``docs/settings.md`` explains every key."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_serializer,
    field_validator,
    model_validator,
)

from bulletin_nlp.crawl.intervals import parse_bytes
from bulletin_nlp.crawl.secrets import masked

__all__ = ["CrawlSettings", "NotifySettings", "SmtpSettings", "WebhookSettings", "is_loopback"]

# the fields that the fetcher's settings have, too
_OF_FETCHER = (
    *("contact", "user_agent", "connect_timeout", "read_timeout", "total_timeout"),
    *("max_bytes", "max_redirects", "retries", "max_wait", "proxy"),
)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]+")
_MAILBOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: ``localhost``, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _number(value: Any) -> Any:
    # pydantic takes true for 1
    if isinstance(value, bool):
        raise ValueError("a number is expected")
    return value


def _bytes(value: Any) -> Any:
    return parse_bytes(value) if isinstance(value, str) else value


_Seconds = Annotated[float, BeforeValidator(_number), Field(gt=0, le=3600, allow_inf_nan=False)]
_Count = Annotated[int, BeforeValidator(_number)]
_Bytes = Annotated[int, BeforeValidator(_number), BeforeValidator(_bytes), Field(ge=0, le=2**60)]


class _Table(BaseModel):
    # hide_input_in_errors: what was given may be a secret
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class WebhookSettings(_Table):
    """An address that is told by POST; ``header`` with the value ``secret`` goes along."""

    url: SecretStr
    header: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,99}$")
    secret: SecretStr | None = None

    @field_validator("url")
    @classmethod
    def _is_safe(cls, url: SecretStr) -> SecretStr:
        address = url.get_secret_value()
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        if host is None or re.search(r"[\x00-\x20\x7f]", address) or len(address) > 2000:
            raise ValueError("no address; write https://HOST/PATH")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
            raise ValueError("not https; http is for loopback only")
        return url

    @model_validator(mode="after")
    def _header_has_value(self) -> WebhookSettings:
        if (self.header is None) != (self.secret is None):
            raise ValueError("header and secret go together")
        if self.secret is not None and not _HEADER_VALUE.fullmatch(self.secret.get_secret_value()):
            raise ValueError("secret: a header's value is one line of ASCII")
        return self

    @property
    def shown(self) -> str:
        """The address without path and query, which may be secret."""
        parts = urlsplit(self.url.get_secret_value())
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class SmtpSettings(_Table):
    """A mail server. ``security`` ``none`` is for loopback only; ``port`` None is the usual one."""

    host: str = Field(pattern=r"^[A-Za-z0-9.:-]{1,253}$")
    port: _Count | None = Field(None, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = Field(None, min_length=1, max_length=500)
    password: SecretStr | None = None
    sender: str
    recipients: tuple[str, ...] = Field(min_length=1, max_length=50)

    @field_validator("sender", "recipients")
    @classmethod
    def _are_mailboxes(cls, value: Any) -> Any:
        for address in (value,) if isinstance(value, str) else value:
            if not _MAILBOX.fullmatch(address):
                raise ValueError("no mail address; write NAME@HOST without a display name")
        return value

    @model_validator(mode="after")
    def _is_safe(self) -> SmtpSettings:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError("security: none is for loopback only; write starttls or tls")
        return self

    @property
    def port_used(self) -> int:
        """The port: the one given, or 587 (RFC 6409), 465 (RFC 8314), 25 (RFC 5321)."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class NotifySettings(_Table):
    """Who is told of alarms: each of the three ways that is given. ``timeout`` in seconds is of each."""

    command: tuple[str, ...] = ()
    webhook: WebhookSettings | None = None
    smtp: SmtpSettings | None = None
    timeout: Annotated[float, BeforeValidator(_number), Field(gt=0, le=300, allow_inf_nan=False)] = 10.0

    @field_validator("command")
    @classmethod
    def _is_argv(cls, command: tuple[str, ...]) -> tuple[str, ...]:
        if command and (not command[0] or any("\0" in word for word in command)):
            raise ValueError('no command; write a list such as ["/usr/local/bin/alarm", "--all"]')
        return command

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways that are given: of ``command``, ``webhook``, ``smtp``."""
        return tuple(way for way in ("command", "webhook", "smtp") if getattr(self, way))


class CrawlSettings(_Table):
    """The settings of a crawl.

    Times are in seconds, amounts in bytes. ``repr``, ``model_dump`` and ``model_dump_json`` show no secret.
    """

    db: str = Field("sqlite:///bulletins.db", min_length=1)
    archive: Path = Path("archive")
    portals: Path | None = None
    only: tuple[str, ...] = ()
    contact: str | None = Field(None, pattern=r"^[\x21-\x7e]{1,200}$")
    user_agent: str | None = Field(None, pattern=r"^[\x21-\x7e][\x20-\x7e]{0,300}$")
    parallel: _Count = Field(4, ge=1, le=64)
    connect_timeout: _Seconds = 10.0
    read_timeout: _Seconds = 30.0
    total_timeout: _Seconds = 120.0
    max_bytes: _Bytes = Field(20_000_000, ge=1000)
    max_redirects: _Count = Field(5, ge=0, le=20)
    retries: _Count = Field(2, ge=0, le=10)
    max_wait: Annotated[float, BeforeValidator(_number), Field(ge=0, le=3600, allow_inf_nan=False)] = 120.0
    proxy: str | None = None
    min_free: _Bytes = 1_000_000_000
    archive_max_bytes: _Bytes = Field(1_000_000_000, ge=1_000_000)
    notify: NotifySettings = NotifySettings()

    @field_validator("archive", "portals", mode="before")
    @classmethod
    def _is_folder(cls, folder: Any) -> Any:
        if isinstance(folder, list | tuple):
            raise ValueError("a folder is expected; names of portals stand in only")
        if isinstance(folder, str) and (not folder or "\0" in folder):
            raise ValueError("no name of a folder")
        return folder

    @field_validator("db")
    @classmethod
    def _is_one_line(cls, db: str) -> str:
        if not db.isprintable():
            raise ValueError("no address of a database; write sqlite:///FILE")
        return db

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, proxy: str | None) -> str | None:
        if proxy is None:
            return None
        try:
            parts = urlsplit(proxy)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            raise ValueError("no proxy; write http://HOST:PORT")
        return proxy

    @field_serializer("db", "proxy")
    def _without_password(self, url: str | None) -> str | None:
        return None if url is None else masked(url)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return [
            (name, masked(value) if name in ("db", "proxy") and isinstance(value, str) else value)
            for name, value in super().__repr_args__()
        ]

    def fetch_fields(self) -> dict[str, Any]:
        """Return what the fetcher is told: the fields of its ``FetchSettings`` by name."""
        return {name: getattr(self, name) for name in _OF_FETCHER}
