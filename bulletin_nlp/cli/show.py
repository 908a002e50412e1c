"""``bulletin-nlp show``: one record with its evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from bulletin_nlp.cli.messages import reported, result_console, write_result
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption, OneFormat

__all__ = ["show_command"]


@reported
def show_command(
    id: Annotated[str, typer.Argument(metavar="ID", help="The record's id, or the beginning of it.")],
    db: DatabaseOption = DEFAULT_DATABASE,
    format: Annotated[
        OneFormat, typer.Option("--format", help="How the record is shown: table or json.")
    ] = OneFormat.TABLE,
) -> None:
    """Show a record: each fact with the words it rests on.

    The numbers after a quotation are its offsets in the record's text and in its source text, in characters,
    the end excluded.

    [bold]Examples[/bold]

    bulletin-nlp show b3f9

    bulletin-nlp show b3f9 --db sqlite:///2025.db --format json
    """
    from bulletin_nlp.store import Store

    with Store.open(db, create=False) as store:
        record = store.get(id)
    if format is OneFormat.JSON:
        write_result(record.to_json(indent=2))
        return
    from bulletin_nlp.cli.view import record_view

    result_console().print(record_view(record, evidence=True))
