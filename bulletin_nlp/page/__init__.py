"""HTML → article: metadata, body, attachments' links."""

from bulletin_nlp.page.article import Article, Attachment, looks_like_html, read_page

__all__ = ["Article", "Attachment", "looks_like_html", "read_page"]
