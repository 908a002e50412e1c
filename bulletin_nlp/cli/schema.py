"""``bulletin-nlp schema``: the JSON Schema of a record."""

from __future__ import annotations

from bulletin_nlp.cli.messages import reported, write_result

__all__ = ["schema_command"]


@reported
def schema_command() -> None:
    """Print the JSON Schema of a record.

    [bold]Example[/bold]

    bulletin-nlp schema > bulletin.schema.json
    """
    import json

    from bulletin_nlp.record import Bulletin

    schema = Bulletin.model_json_schema(mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    write_result(json.dumps(dialect | schema, ensure_ascii=False, indent=2))
