"""Tags as they are found in linear time, and what elements do to the text around them."""

from __future__ import annotations

import re

__all__ = ["BLOCKS", "COMMENT", "RAW", "TAG"]

#: A tag or the beginning of a comment. What has no end within the bound is text; nothing is tried twice.
TAG = re.compile(r"<!--|<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]{0,40}+)[^<>]{0,5000}+>")
#: The end of a comment.
COMMENT = "-->"
#: Elements whose content is no text that a visitor sees, or no markup.
RAW = frozenset({"script", "style", "noscript", "template", "title", "textarea", "iframe", "select", "svg"})
#: Elements that end a line.
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"}
    | {"label", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td"}
    | {"th", "thead", "tr", "ul"}
)
