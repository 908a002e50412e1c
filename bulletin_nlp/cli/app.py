"""The commands, gathered."""

from __future__ import annotations

import typer

from bulletin_nlp.cli.conflicts import conflicts_command
from bulletin_nlp.cli.coverage import coverage_command
from bulletin_nlp.cli.crawl import crawl_command
from bulletin_nlp.cli.db import backup_command, check_command, stats_command, upgrade_command
from bulletin_nlp.cli.diff import diff_command
from bulletin_nlp.cli.evaluate import evaluate_command
from bulletin_nlp.cli.explain import explain_command
from bulletin_nlp.cli.extract import extract_command
from bulletin_nlp.cli.groups import EvaluateGroup
from bulletin_nlp.cli.health import health_command
from bulletin_nlp.cli.lexicon import check_lexicon_command, new_lexicon_command
from bulletin_nlp.cli.list import list_command
from bulletin_nlp.cli.panel import panel_command
from bulletin_nlp.cli.portals import list_portals_command, new_portal_command
from bulletin_nlp.cli.portals_check import (
    check_portal_command,
    mute_portal_command,
    unmute_portal_command,
)
from bulletin_nlp.cli.query import query_command
from bulletin_nlp.cli.reprocess import reprocess_command
from bulletin_nlp.cli.retry import retry_command
from bulletin_nlp.cli.schema import schema_command
from bulletin_nlp.cli.series import series_command
from bulletin_nlp.cli.show import show_command
from bulletin_nlp.cli.tasks import evaluate_tasks_command, train_tasks_command
from bulletin_nlp.cli.version import version_command

__all__ = ["app"]

app = typer.Typer(
    name="bulletin-nlp",
    help="Read Chinese government bulletins into records whose every value points at the words it came from.",
    epilog="Exit codes: 0 done, 1 some inputs failed, 2 wrong usage. See docs/cli.md and docs/errors.md.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    # What reaches a user is one line; BULLETIN_NLP_DEBUG=1 shows the traceback (see messages.py).
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("extract")(extract_command)
app.command("retry")(retry_command)
app.command("diff")(diff_command)
app.command("crawl")(crawl_command)
app.command("health")(health_command)
app.command("reprocess")(reprocess_command)
app.command("show")(show_command)
app.command("list")(list_command)
app.command("query")(query_command)
app.command("panel")(panel_command)
evaluate = typer.Typer(
    cls=EvaluateGroup,
    help="Measure on annotated bulletins (the default) or on labelled measures.",
    no_args_is_help=True,
)
evaluate.command("bulletins")(evaluate_command)
evaluate.command("tasks")(evaluate_tasks_command)
app.add_typer(evaluate, name="evaluate")
train = typer.Typer(help="Train a model on a corpus of your own.", no_args_is_help=True)
# With a callback Typer keeps the command's name even where it is the only one.
train.callback()(lambda: None)
train.command("tasks")(train_tasks_command)
app.add_typer(train, name="train")
lexicon = typer.Typer(help="A vocabulary of your own: check one, or begin one.", no_args_is_help=True)
lexicon.command("check")(check_lexicon_command)
lexicon.command("new")(new_lexicon_command)
app.add_typer(lexicon, name="lexicon")
app.command("explain")(explain_command)
app.command("series")(series_command)
app.command("conflicts")(conflicts_command)
app.command("coverage")(coverage_command)
app.command("schema")(schema_command)
app.command("version")(version_command)
db = typer.Typer(help="Look after a store: its tables, its soundness, a copy of it.", no_args_is_help=True)
db.command("upgrade")(upgrade_command)
db.command("check")(check_command)
db.command("stats")(stats_command)
db.command("backup")(backup_command)
app.add_typer(db, name="db")
portals = typer.Typer(
    help="Portals as data: list them, check one, begin one, or let one be.", no_args_is_help=True
)
portals.command("list")(list_portals_command)
portals.command("new")(new_portal_command)
app.add_typer(portals, name="portals")
portals.command("check")(check_portal_command)
portals.command("mute")(mute_portal_command)
portals.command("unmute")(unmute_portal_command)
