"""What only the templates of staff need: a step's name, a contribution's place, what is wrong with a field."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from credits.contributions.models import Contribution
from credits.pages import labels
from credits.pages.claims import EVENTS
from credits.pages.words import Text
from journal import moments

register = template.Library()


@register.filter
def claim_event(code: str) -> Text:
    """What a step of a claim is called."""
    return EVENTS[code]


@register.filter
def place(contribution: Contribution) -> str:
    """Repository and number."""
    return labels.place(contribution)


@register.simple_tag(takes_context=True)
def problem(context: dict[str, Any], field: str, key: object = "") -> SafeString:
    """What is wrong with the field of this id, next to it; nothing for one that is right. key: that of its row, where it has one."""
    name = f"{field}-{key}" if key != "" else field
    text = context.get("wrong", {}).get(name, "")
    sign = format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-alert"></use></svg>')
    return format_html('<span class="message" id="wrong-{}">{}{}</span>', name, sign, text) if text else SafeString("")


@register.simple_tag(takes_context=True)
def typed_in(context: dict[str, Any], field: str, key: object) -> str:
    """What was typed into a field of a row."""
    return str(context["typed"].get(f"{field}-{key}", ""))


@register.filter
def deadline_words(value: datetime) -> str:
    """11月28日 周六 17:00."""
    return moments.deadline(value)
