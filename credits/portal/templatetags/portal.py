"""The small vocabulary of the templates: figures, times, icons."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from credits.pages import numbers
from credits.pages.labels import clipped
from journal import moments

register = template.Library()

for _written in (numbers.points, numbers.exact, numbers.credit, numbers.lines, numbers.factor, numbers.gain):
    register.filter(_written.__name__, _written)
register.filter("day", moments.day)
register.filter("month", moments.month)
register.filter("nearby", moments.nearby)
register.filter("short_month", lambda on: moments.short_month(on.month))
register.filter("clip", clipped)

_NOTES = {
    "info": ("", "info"),
    "success": ("note-ok", "check"),
    "warning": ("note-wait", "clock"),
    "error": ("note-alert", "alert"),
    "debug": ("", "info"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of the sprite; it says nothing that the words beside it do not."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name)


@register.simple_tag
def moment(value: datetime, form: str = "nearby") -> SafeString:
    """A time as people read it, the exact one for whoever points at it. form: the name of a function of `moments`."""
    written = getattr(moments, form)(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), moments.exactly(value), written)


@register.filter
def note_class(tone: str) -> str:
    """The class of a note of this tone."""
    return _NOTES[tone][0]


@register.filter
def note_icon(tone: str) -> str:
    """The shape of a note of this tone."""
    return _NOTES[tone][1]
