"""Telling by mail: a subject in Chinese and English, and a line for each change."""

from __future__ import annotations

import smtplib
import socket
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from zoneinfo import ZoneInfo

from bulletin_nlp.crawl.alarms import alarm_kinds
from bulletin_nlp.crawl.notify.delivery import NotDelivered
from bulletin_nlp.crawl.notify.notice import Change, Notice
from bulletin_nlp.crawl.settings_tables import SmtpSettings

__all__ = ["mail_of", "send_mail"]

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_EVENTS = {"raised": "告警", "changed": "告警变化", "recovered": "恢复"}
_LONGEST_TITLE = 60


def send_mail(smtp: SmtpSettings, notice: Notice, timeout: float) -> None:
    """Send a notification by SMTP; certificates are checked.

    Args:
        smtp: the server and who is told.
        notice: what is told.
        timeout: seconds for each of the server's answers.

    Raises:
        NotDelivered: the server did not take it for anybody; the message holds nothing of what it said.
    """
    message = mail_of(smtp, notice)
    try:
        with _connected(smtp, timeout) as server:
            if smtp.user is not None and smtp.password is not None:
                server.login(smtp.user, smtp.password.get_secret_value())
            server.send_message(message, smtp.sender, list(smtp.recipients))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotDelivered(f"{smtp.host}:{smtp.port_used}: {_reason(error)}") from None


def mail_of(smtp: SmtpSettings, notice: Notice) -> EmailMessage:
    """Return a notification as a mail.

    Args:
        smtp: whose sender and recipients it bears.
        notice: what is told.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(notice)
    message["From"] = smtp.sender
    message["To"] = ", ".join(smtp.recipients)
    message["Date"] = format_datetime(notice.at)
    # with a domain, since the machine's full name may have to be looked up
    message["Message-ID"] = make_msgid(domain=smtp.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic reply
    lines = [line for changed in notice.changes for line in (*_lines(changed), "")]
    text = "\n".join([*lines, f"run {notice.run}, {_shown(notice.at)}"])
    message.set_content(_clean(text, keep="\n") + "\n", cte="base64")
    return message


def _connected(smtp: SmtpSettings, timeout: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    # not the full name, which smtplib would look up
    name = socket.gethostname() if "." in socket.gethostname() else "[127.0.0.1]"
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.port_used, name, timeout=timeout, context=context)
    server = smtplib.SMTP(smtp.host, smtp.port_used, name, timeout=timeout)
    if smtp.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _subject(notice: Notice) -> str:
    changes = notice.changes
    if len(changes) == 1:
        (only,) = changes
        word = alarm_kinds().get(only.code, {}).get("zh", only.code)
        subject = f"【{_EVENTS[only.event]}】{only.title[:_LONGEST_TITLE]}：{word}"
        return _clean(f"{subject} / {only.portal} {only.event}: {only.code}")
    alarms = sum(changed.event != "recovered" for changed in changes)
    over = len(changes) - alarms
    head = "告警" if alarms else "恢复"
    return f"【{head}】{len(changes)}个门户：告警{alarms}，恢复{over} / {alarms} alarms, {over} recovered"


def _lines(changed: Change) -> list[str]:
    alarm = changed.alarm or changed.previous
    kind = alarm_kinds().get(changed.code, {})
    head = f"【{_EVENTS[changed.event]}】{changed.title} ({changed.portal}) {kind.get('zh', '')}".strip()
    lines = [head, f"  {changed.event}: {changed.code} - {kind.get('meaning', '')}"]
    if alarm is not None:
        lines.append(f"  since {_shown(alarm.since)}" + (f": {alarm.message}" if alarm.message else ""))
    if changed.event == "changed" and changed.previous is not None:
        lines.append(f"  before: {changed.previous.code} since {_shown(changed.previous.since)}")
    if changed.event != "recovered" and kind:
        lines.append(f"  to do: {kind['todo']}")
    return [_clean(line) for line in lines]


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(_SHANGHAI):%Y-%m-%d %H:%M} (Asia/Shanghai)"


def _clean(text: str, keep: str = "") -> str:
    """Replace what could end a header's line, or cannot be encoded."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in keep else " " for c in sound)


def _reason(error: Exception) -> str:
    # what a server says may repeat what it was told
    if isinstance(error, ssl.SSLError):
        return "the connection could not be made safe (TLS)"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"user and password are refused ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the server offers no STARTTLS or no way to log in"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "all recipients are refused"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server declined ({error.smtp_code})"
    # smtplib calls a server that says nothing disconnected
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the connection broke off"
    return "no connection" if isinstance(error, OSError) else f"not sent ({type(error).__name__})"
