"""Tags as they are found in linear time, and what elements do to the text around them."""

from __future__ import annotations

import re

__all__ = ["BLOCKS", "COMMENT", "RAW", "RUN", "TAG", "shown"]

#: A tag or the beginning of a comment. What has no end within the bound is text; nothing is tried twice.
TAG = re.compile(r"<!--|<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]{0,40}+)[^<>]{0,5000}+>")
#: The end of a comment.
COMMENT = "-->"
#: Elements whose content is no text that a visitor sees, or no markup.
RAW = frozenset({"script", "style", "noscript", "template", "title", "textarea", "iframe", "select", "svg"})
#: Text of some length behind a tag that opens no link.
RUN = re.compile(r"<(?!a[\s>])[^<>]{0,5000}+>([^<>]{30,}+)", re.IGNORECASE)
_HIDING = re.compile(r"<(?:!--|(?P<name>" + "|".join(sorted(RAW)) + r")\b)", re.IGNORECASE)
#: Elements that end a line.
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"}
    | {"label", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td"}
    | {"th", "thead", "tr", "ul"}
)


def shown(source: str) -> str:
    """Return a page without comments and without the elements whose content nobody sees.

    What has no end hides all that follows.
    """
    lowered = source.lower()
    if len(lowered) != len(source):
        # the few characters that change their length in lower case would shift every place
        lowered = source
    kept: list[str] = []
    place = 0
    while match := _HIDING.search(source, place):
        kept.append(source[place : match.start()])
        ending = f"</{match['name'].lower()}" if match["name"] else COMMENT
        end = lowered.find(ending, match.end())
        if end < 0:
            return "".join(kept)
        place = end + len(ending)
    kept.append(source[place:])
    return "".join(kept)
