"""Settings of a crawl: command line, environment, file; secrets are never shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bulletin_nlp.crawl.settings import crawl_settings, settings_keys
from bulletin_nlp.errors import BulletinError

HIDDEN = "Ge-Heim-4711"
SMTP = '[notify.smtp]\nhost = "mail.example.cn"\nsender = "a@example.cn"\nrecipients = ["b@example.cn"]\n'
DOCS = Path(__file__).resolve().parents[2] / "docs"


def written(folder: Path, text: str) -> Path:
    path = folder / "crawl.toml"
    path.write_text(text, encoding="utf-8")
    return path


def secret_file(folder: Path, mode: int = 0o600, text: str = HIDDEN + "\n") -> Path:
    path = folder / "secret"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def refused(path: Path | None, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(BulletinError) as caught:
        crawl_settings(path, environ or {})
    assert caught.value.code == "settings_invalid"
    assert caught.value.remedy
    assert HIDDEN not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_the_command_line_goes_before_the_environment_before_the_file_before_what_is_usual(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "[crawl]\nparallel = 5\nretries = 6\nmax_redirects = 7\n")
    environ = {"BULLETIN_NLP_PARALLEL": "8", "BULLETIN_NLP_RETRIES": "9"}
    settings = crawl_settings(path, environ, parallel=10, retries=None)
    assert (settings.parallel, settings.retries, settings.max_redirects) == (10, 9, 7)
    assert settings.read_timeout == 30.0


def test_the_file_is_named_or_stands_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert crawl_settings(None, {}).parallel == 4
    (tmp_path / "bulletin-nlp.toml").write_text("[crawl]\nparallel = 2\n", encoding="utf-8")
    named = written(tmp_path, "[crawl]\nparallel = 3\n")
    assert crawl_settings(None, {}).parallel == 2
    assert crawl_settings(None, {"BULLETIN_NLP_SETTINGS": str(named)}).parallel == 3
    assert crawl_settings(None, {"BULLETIN_NLP_SETTINGS": ""}).parallel == 4
    assert "missing.toml: cannot be read" in refused(None, {"BULLETIN_NLP_SETTINGS": "missing.toml"})


def test_paths_of_the_file_are_relative_to_its_folder_and_those_of_the_environment_are_not(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, '[crawl]\ndb = "sqlite:///a.db"\narchive = "warc"\nportals = "/srv/portals"\n')
    settings = crawl_settings(path, {})
    assert settings.db == f"sqlite:///{tmp_path}/a.db"
    assert (settings.archive, settings.portals) == (tmp_path / "warc", Path("/srv/portals"))
    settings = crawl_settings(path, {"BULLETIN_NLP_ARCHIVE": "here"}, db="sqlite:///b.db")
    assert (settings.db, settings.archive) == ("sqlite:///b.db", Path("here"))


def test_lists_and_amounts_can_be_given_by_the_environment() -> None:
    settings = crawl_settings(
        None,
        {
            "BULLETIN_NLP_ONLY": "linjiang-zjj, linjiang-zf",
            "BULLETIN_NLP_MIN_FREE": "2 GB",
            "BULLETIN_NLP_NOTIFY_COMMAND": '["/bin/alarm", "--all"]',
            "BULLETIN_NLP_NOTIFY_TIMEOUT": "2.5",
        },
    )
    assert settings.only == ("linjiang-zjj", "linjiang-zf")
    assert settings.min_free == 2_000_000_000
    assert settings.notify.command == ("/bin/alarm", "--all")
    assert settings.notify.timeout == 2.5
    assert crawl_settings(None, {"BULLETIN_NLP_NOTIFY_COMMAND": "/opt/my alarm"}).notify.command == (
        "/opt/my alarm",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[crawl]\nparalel = 1\n", "key crawl.paralel: no such key: did you mean crawl.parallel?"),
        ("parallel = 1\n", "key parallel: no such key: did you mean crawl.parallel?"),
        ("[notfy]\ntimeout = 1\n", "key notfy: no such key: did you mean notify?"),
        ("[crawl]\nparallel = 0\n", "key crawl.parallel: Input should be greater than or equal to 1"),
        ("[crawl]\nparallel = true\n", "key crawl.parallel: a number is expected"),
        ("[crawl]\nread_timeout = nan\n", "key crawl.read_timeout"),
        ("[crawl]\nmin_free = '2 XB'\n", "key crawl.min_free: no amount of bytes"),
        ("[crawl]\nportals = ['a']\n", "names of portals stand in only"),
        ('[crawl]\ncontact = "a\\r\\nX-Evil: 1"\n', "key crawl.contact"),
        ("[crawl]\nproxy = 'proxy:8080'\n", "key crawl.proxy: no proxy; write http://HOST:PORT"),
        ("crawl = 3\n", "key crawl: a table is expected"),
        ("[crawl\n", "no TOML"),
        ("[notify.webhook]\nurl = 'http://example.cn/'\n", "key notify.webhook.url: not https"),
        ("[notify.webhook]\nurl = 'http://127.0.0.1.example.cn/'\n", "not https"),
        ("[notify.webhook]\nheader = 'X-A'\n", "key notify.webhook.url: missing"),
        ("[notify.webhook]\nurl = 'https://e.cn/'\nheader = 'X-A'\n", "header and secret go together"),
        (SMTP + "security = 'none'\n", "none is for loopback only"),
        (SMTP.replace("b@", "张 <b@"), "no mail address"),
        (SMTP.replace("b@example.cn", "b@example.cn\\nBcc: c@example.cn"), "no mail address"),
        (SMTP + "user = 'a'\n", "user and password go together"),
        ("[notify]\ncommand = 'rm -rf x'\n", "key notify.command"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    line = refused(path)
    assert str(path) in line
    assert re.search(told.replace("?", r"\?"), line)
    assert "\n" not in line


def test_a_variable_that_cannot_be_used_is_refused_by_its_name() -> None:
    assert "BULLETIN_NLP_PARALLEL: key crawl.parallel" in refused(None, {"BULLETIN_NLP_PARALLEL": "many"})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (SMTP + f"user = 'a'\npassword = '{HIDDEN}'\n", "notify.smtp.password"),
        (
            f"[notify.webhook]\nurl = 'https://e.cn/'\nheader = 'X-A'\nsecret = '{HIDDEN}'\n",
            "notify.webhook.secret",
        ),
        (f"[notify.webhook]\nurl = 'https://e.cn/?access_token={HIDDEN}'\n", "notify.webhook.url"),
        (f"[crawl]\ndb = 'postgresql://u:{HIDDEN}@h/n'\n", "crawl.db"),
        (f"[crawl]\ndb = 'postgresql://u:a/{HIDDEN}@h/n'\n", "crawl.db"),
        (f"[crawl]\nproxy = 'http://u:{HIDDEN}@h:1'\n", "crawl.proxy"),
    ],
)
def test_a_secret_in_the_settings_file_is_refused_with_the_way_out(
    tmp_path: Path, text: str, key: str
) -> None:
    line = refused(written(tmp_path, text))
    assert f"key {key}: a secret does not stand in the settings file" in line
    assert settings_keys()[key] in line
    assert "env:NAME" in line


def test_a_secret_is_taken_from_a_variable_or_a_file_and_never_shown(tmp_path: Path) -> None:
    secret_file(tmp_path)
    path = written(
        tmp_path,
        "[crawl]\ndb = 'env:DB'\nproxy = 'env:PROXY'\n"
        + "[notify.webhook]\nurl = 'env:HOOK'\nheader = 'Authorization'\nsecret_file = 'secret'\n"
        + SMTP
        + "user = 'env:MAIL_USER'\n",
    )
    environ = {
        "DB": f"postgresql://u:{HIDDEN}@h/n?password={HIDDEN}",
        "PROXY": f"http://u:{HIDDEN}@h:1",
        "HOOK": f"https://e.cn/hook/{HIDDEN}",
        "MAIL_USER": "mailer",
        "BULLETIN_NLP_NOTIFY_SMTP_PASSWORD": HIDDEN,
    }
    settings = crawl_settings(path, environ)
    assert settings.db == environ["DB"]
    assert settings.fetch_fields()["proxy"] == environ["PROXY"]
    assert settings.notify.webhook is not None
    assert settings.notify.webhook.secret is not None
    assert settings.notify.webhook.secret.get_secret_value() == HIDDEN
    assert settings.notify.webhook.shown == "https://e.cn"
    assert settings.notify.smtp is not None
    assert settings.notify.smtp.password is not None
    assert settings.notify.smtp.password.get_secret_value() == HIDDEN
    for shown in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert HIDDEN not in shown
        assert "postgresql://u:***@h/n" in shown


def test_a_file_of_a_secret_is_for_nobody_else_and_of_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, SMTP + "user = 'a'\npassword_file = 'secret'\n")
    assert "cannot be read" in refused(path)
    secret_file(tmp_path, 0o644)
    assert "chmod 600" in refused(path)
    secret_file(tmp_path, 0o600, f"{HIDDEN}\nmore\n")
    assert "is not one line" in refused(path)
    variable = {"BULLETIN_NLP_NOTIFY_SMTP_PASSWORD_FILE": str(secret_file(tmp_path))}
    settings = crawl_settings(written(tmp_path, SMTP + "user = 'a'\n"), variable)
    assert settings.notify.smtp is not None
    assert settings.notify.smtp.password is not None
    assert settings.notify.smtp.password.get_secret_value() == HIDDEN


def test_a_variable_that_is_referred_to_and_not_set_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, SMTP + "user = 'a'\npassword = 'env:NO_SUCH'\n")
    assert "key notify.smtp.password: the environment variable 'NO_SUCH' is not set" in refused(path)


@pytest.mark.parametrize("given", [f"password = 'env:{HIDDEN}'", f"password_file = '{HIDDEN}'"])
def test_a_secret_in_place_of_its_name_is_not_repeated(tmp_path: Path, given: str) -> None:
    assert "key notify.smtp.password" in refused(written(tmp_path, f"{SMTP}user = 'a'\n{given}\n"))


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    secret_file(tmp_path)
    path = written(tmp_path, SMTP + "user = 'a'\npassword = 'env:A'\npassword_file = 'secret'\n")
    assert "notify.smtp.password is given, too" in refused(path, {"A": HIDDEN})


def test_settings_are_not_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        crawl_settings(None, {}).parallel = 9  # type: ignore[misc]


def test_every_key_is_documented_with_its_variable_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| `(BULLETIN_NLP_[A-Z_]+)`", (DOCS / "settings.md").read_text("utf-8"), re.M
    )
    keys = {key: variable for key, variable in settings_keys().items() if not key.endswith("_file")}
    assert dict(rows) == keys
    assert len(rows) == len(keys)
