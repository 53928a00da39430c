"""Sentences one after the other, as each language sets them."""

from django.utils.functional import Promise

_CLOSING = ("。", "！", "？", "：", "；", "，")


def joined(*parts: str | Promise) -> str:
    """Sentences, and values among them, as one text; empty ones are left out. Chinese sets no blank after its own marks."""
    text = ""
    for part in filter(None, map(str, parts)):
        text += part if not text or text.endswith(_CLOSING) else f" {part}"
    return text
