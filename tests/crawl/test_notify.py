"""Telling people of alarms: when, what, and by which way; nothing secret is ever shown."""

from __future__ import annotations

import email
import email.policy
import json
import logging
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.crawl.alarms import PortalAlarm
from bulletin_nlp.crawl.notify import PortalState, Told, notify
from bulletin_nlp.crawl.settings import NotifySettings
from tests.crawl.listeners import Hook, Mailbox, certificate, server_context, serving

AT = datetime(2026, 3, 31, 2, tzinfo=UTC)
HIDDEN = "Ge-Heim-4711"
TITLE = "临江市住房和城乡建设局"
BLOCKED = PortalAlarm("blocked", AT - timedelta(days=1), "要闻: blocked:403")
OLD = PortalAlarm("too_old", AT, "要闻: the newest entry is of 2026-01-01")
KEEP = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"


def state(alarm: PortalAlarm | None = BLOCKED, told: PortalAlarm | None = None, **more: Any) -> PortalState:
    return PortalState(**({"portal": "linjiang-zjj", "title": TITLE, "alarm": alarm, "told": told} | more))


def tell(states: Sequence[PortalState], at: datetime = AT, **settings: Any) -> Told:
    return notify(NotifySettings(**settings), states, run="run-7", at=at)


def keeping(path: Path) -> list[str]:
    return [sys.executable, "-c", KEEP, str(path)]


def smtp(mailbox: Mailbox, **changes: Any) -> dict[str, Any]:
    usual = {"host": "127.0.0.1", "port": mailbox.port, "security": "none"}
    return usual | {"sender": "crawl@example.cn", "recipients": ["duty@example.cn"]} | changes


# when


def test_a_command_is_told_of_all_changes_of_a_run_at_once(tmp_path: Path) -> None:
    states = [
        state(),
        state(OLD, BLOCKED, portal="linjiang-zf"),
        state(None, BLOCKED, portal="linjiang-gx"),
        state(BLOCKED, BLOCKED, portal="linjiang-jt"),
        state(None, None, portal="linjiang-sw"),
    ]
    told = tell(states, command=keeping(tmp_path / "told"))
    payload = json.loads((tmp_path / "told").read_text(encoding="utf-8"))
    assert (payload["version"], payload["run"], payload["at"]) == (1, "run-7", "2026-03-31T02:00:00+00:00")
    assert [(c["portal"], c["event"]) for c in payload["changes"]] == [
        ("linjiang-zjj", "raised"),
        ("linjiang-zf", "changed"),
        ("linjiang-gx", "recovered"),
    ]
    blocked = {
        "code": "blocked",
        "severity": "error",
        "message": "要闻: blocked:403",
        "since": "2026-03-30T02:00:00+00:00",
    }
    first, second, third = payload["changes"]
    assert first == {
        "event": "raised",
        "portal": "linjiang-zjj",
        "title": TITLE,
        "alarm": blocked,
        "previous": None,
    }
    assert (second["alarm"]["code"], second["previous"]) == ("too_old", blocked)
    assert (third["alarm"], third["previous"]) == (None, blocked)
    assert told.warnings == ()
    assert told.remember == {
        "linjiang-zjj": BLOCKED,
        "linjiang-zf": OLD,
        "linjiang-gx": None,
        "linjiang-jt": BLOCKED,
        "linjiang-sw": None,
    }


def test_a_life_of_an_alarm_is_told_once_each_change(tmp_path: Path) -> None:
    visits = [None, BLOCKED, BLOCKED, OLD, OLD, None, None, BLOCKED]
    remembered: PortalAlarm | None = None
    events = []
    for number, alarm in enumerate(visits):
        path = tmp_path / str(number)
        told = tell([state(alarm, remembered)], command=keeping(path))
        remembered = told.remember["linjiang-zjj"]
        events.append(json.loads(path.read_bytes())["changes"][0]["event"] if path.exists() else None)
    assert events == [None, "raised", None, "changed", None, "recovered", None, "raised"]


@pytest.mark.parametrize(
    ("alarm", "before", "after_mute"),
    [(BLOCKED, None, "raised"), (None, None, None), (None, BLOCKED, "recovered"), (BLOCKED, BLOCKED, None)],
)
def test_a_muted_portal_is_told_when_the_mute_ends_if_there_is_something_to_tell_still(
    tmp_path: Path, alarm: PortalAlarm | None, before: PortalAlarm | None, after_mute: str | None
) -> None:
    muted = state(alarm, before, muted_until=AT + timedelta(hours=1))
    told = tell([muted], command=keeping(tmp_path / "told"))
    assert not (tmp_path / "told").exists()
    assert told.remember == {"linjiang-zjj": before}
    told = tell([muted], AT + timedelta(hours=1), command=keeping(tmp_path / "told"))
    assert [change.event for change in told.changes] == ([after_mute] if after_mute else [])
    assert (tmp_path / "told").exists() == bool(after_mute)


def test_without_a_way_nothing_is_remembered_as_told() -> None:
    told = tell([state()])
    assert told.remember == {"linjiang-zjj": None}
    assert told.deliveries == ()


def test_what_one_way_delivered_is_told_and_the_other_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(hook := Hook(503)):
        told = tell([state()], command=keeping(tmp_path / "told"), webhook={"url": hook.url})
    assert told.remember == {"linjiang-zjj": BLOCKED}
    assert len(told.warnings) == 1
    assert "webhook: not told" in told.warnings[0]
    assert "status 503" in told.warnings[0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


# a command


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ([sys.executable, "-c", "raise SystemExit(3)"], "exit code 3"),
        ([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], "signal 9"),
        (["/no/such/command"], "cannot be started"),
        (["/"], "cannot be started"),
    ],
)
def test_a_command_that_fails_is_told_again_at_the_next_run(command: list[str], reason: str) -> None:
    told = tell([state()], command=command)
    assert told.remember == {"linjiang-zjj": None}
    assert reason in told.warnings[0]


def test_a_command_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    script = f"sleep 20 & echo $! > {tmp_path}/child; wait"
    began = time.monotonic()
    told = tell([state()], command=["/bin/sh", "-c", script], timeout=0.3)
    assert "took longer than 0.3 s" in told.warnings[0]
    assert told.remember == {"linjiang-zjj": None}
    child = Path("/proc") / (tmp_path / "child").read_text().strip() / "stat"
    while child.exists() and child.read_text().rpartition(")")[2].split()[0] not in "ZX":
        assert time.monotonic() - began < 3
        time.sleep(0.02)


def test_no_shell_sees_a_command_and_what_it_writes_is_not_kept(capfd: pytest.CaptureFixture[str]) -> None:
    code = f"import sys; print('{HIDDEN}'); sys.stderr.write('{HIDDEN}' * 10**5)"
    code += "; sys.exit(sys.argv[1] != '$HOME;id')"
    told = tell([state()], command=[sys.executable, "-c", code, "$HOME;id"])
    assert told.warnings == ()
    assert HIDDEN not in "".join(capfd.readouterr())


def test_a_command_that_does_not_read_is_no_failure() -> None:
    states = [state(portal=f"p{number}") for number in range(500)]  # more than a pipe holds
    assert tell(states, command=[sys.executable, "-c", ""]).warnings == ()


# a webhook


def test_a_webhook_is_posted_json_with_its_header(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(hook := Hook(204)):
        webhook = {
            "url": f"{hook.url}?token={HIDDEN}",
            "header": "Authorization",
            "secret": f"Bearer {HIDDEN}",
        }
        told = tell([state()], webhook=webhook)
    ((path, headers, body),) = hook.received
    assert path == f"/hook?token={HIDDEN}"
    assert headers["Authorization"] == f"Bearer {HIDDEN}"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body)["changes"][0]["title"] == TITLE
    assert told.remember == {"linjiang-zjj": BLOCKED}
    assert HIDDEN not in caplog.text


def test_a_webhook_takes_no_proxy_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(hook := Hook()):
        assert tell([state()], webhook={"url": hook.url}).warnings == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 500}, "status 500"),
        ({"status": 404}, "status 404"),
        ({"status": 307, "location": "https://other.example.cn/"}, "a redirect, which is not followed"),
        ({"hang": True}, "no answer in time|no end within"),
        ({"trickle": True}, "no end within"),
    ],
)
def test_a_webhook_that_fails_is_a_warning_without_its_secrets(
    answer: dict[str, Any], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    began = time.monotonic()
    with serving(hook := Hook(**answer)):
        webhook = {"url": f"{hook.url}/{HIDDEN}", "header": "X-Key", "secret": HIDDEN}
        told = tell([state()], webhook=webhook, timeout=0.3)
    assert time.monotonic() - began < 3
    assert any(part in told.warnings[0] for part in reason.split("|"))
    assert HIDDEN not in caplog.text + repr(told)
    assert told.remember == {"linjiang-zjj": None}


def test_a_webhook_that_is_not_there_is_a_warning() -> None:
    with serving(hook := Hook()):
        gone = f"{hook.url}/{HIDDEN}"
    told = tell([state()], webhook={"url": gone})
    assert "no connection" in told.warnings[0]
    assert HIDDEN not in told.warnings[0]


def test_a_webhook_whose_certificate_is_of_no_known_authority_is_not_told(tmp_path: Path) -> None:
    hook = Hook()
    hook.socket = server_context(certificate(tmp_path)).wrap_socket(hook.socket, server_side=True)
    with serving(hook):
        told = tell([state()], webhook={"url": hook.url.replace("http:", "https:")})
    assert "TLS" in told.warnings[0]
    assert hook.received == []


# mail


def test_a_mail_says_in_chinese_and_english_what_changed() -> None:
    with serving(mailbox := Mailbox()):
        told = tell([state()], smtp=smtp(mailbox, recipients=["a@example.cn", "b@example.cn"]))
    assert told.warnings == ()
    (raw,) = mailbox.mails
    assert raw.isascii()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Subject"] == f"【告警】{TITLE}：拒绝访问 / linjiang-zjj raised: blocked"
    assert mail["To"] == "a@example.cn, b@example.cn"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "要闻: blocked:403" in text
    assert "since 2026-03-30 10:00 (Asia/Shanghai)" in text
    assert "run-7" in text


def test_several_changes_are_one_mail() -> None:
    states = [state(), state(OLD, BLOCKED, portal="linjiang-zf"), state(None, OLD, portal="linjiang-gx")]
    with serving(mailbox := Mailbox()):
        tell(states, smtp=smtp(mailbox))
    (raw,) = mailbox.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Subject"] == "【告警】3个门户：告警2，恢复1 / 2 alarms, 1 recovered"
    assert "before: blocked" in mail.get_content()


def test_a_title_cannot_add_a_header() -> None:
    title = "临江\r\nBcc: other@example.cn\r\n\r\nbody\x00\ud800"
    with serving(mailbox := Mailbox()):
        told = tell([state(title=title)], smtp=smtp(mailbox))
    assert told.warnings == ()
    mail = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert mail["Bcc"] is None
    assert mailbox.commands.count("RCPT") == 1


@pytest.mark.parametrize(
    ("refuses", "reason"),
    [
        ({"AUTH": "535"}, "user and password are refused (535)"),
        ({"MAIL": "550"}, "the server declined (550)"),
        ({"RCPT": "550"}, "all recipients are refused"),
        ({"DATA": "554"}, "the server declined (554)"),
    ],
)
def test_a_mail_that_is_declined_is_a_warning_without_what_the_server_said(
    refuses: dict[str, str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(mailbox := Mailbox(refuses=refuses)):
        told = tell([state()], smtp=smtp(mailbox, user="crawl", password=HIDDEN))
    assert reason in told.warnings[0]
    assert HIDDEN not in caplog.text + repr(told)
    assert "no, " not in told.warnings[0]
    assert told.remember == {"linjiang-zjj": None}


def test_a_mail_server_that_says_nothing_holds_nothing_up() -> None:
    began = time.monotonic()
    with serving(mailbox := Mailbox(silent=True)):
        told = tell([state()], smtp=smtp(mailbox), timeout=0.3)
    assert time.monotonic() - began < 3
    assert "in time" in told.warnings[0] or "no end" in told.warnings[0]


def test_a_password_goes_over_a_checked_connection_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path)
    asked = {"security": "starttls", "user": "crawl", "password": HIDDEN}
    with serving(mailbox := Mailbox(tls=server_context(made))):
        told = tell([state()], smtp=smtp(mailbox, **asked))
        assert "TLS" in told.warnings[0]
        assert mailbox.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        told = tell([state()], smtp=smtp(mailbox, **asked))
    assert told.warnings == ()
    assert mailbox.logins == [("crawl", HIDDEN)]
    assert len(mailbox.mails) == 1


def test_a_server_without_starttls_is_not_given_the_password() -> None:
    with serving(mailbox := Mailbox()):
        told = tell([state()], smtp=smtp(mailbox, security="starttls", user="crawl", password=HIDDEN))
    assert "STARTTLS" in told.warnings[0]
    assert mailbox.logins == []
