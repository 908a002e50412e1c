"""The commands, gathered."""

from __future__ import annotations

import typer

from bulletin_nlp.cli.evaluate import evaluate_command
from bulletin_nlp.cli.extract import extract_command
from bulletin_nlp.cli.list import list_command
from bulletin_nlp.cli.schema import schema_command
from bulletin_nlp.cli.show import show_command
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
app.command("show")(show_command)
app.command("list")(list_command)
app.command("evaluate")(evaluate_command)
app.command("schema")(schema_command)
app.command("version")(version_command)
