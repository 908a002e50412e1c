"""A group of commands of which one may be left out."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

__all__ = ["EvaluateGroup"]


class EvaluateGroup(TyperGroup):
    """``evaluate CORPUS`` is ``evaluate bulletins CORPUS``."""

    default = "bulletins"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that begin with none."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)
