"""Charts as values: pure functions from integers to geometry, which templates print as SVG.

Widths and places are per cent of the drawing, so that nothing is stretched; heights are pixels, set by the templates.
"""


def percent(part: int, whole: int) -> str:
    """A place along an axis; of nothing, its beginning."""
    return f"{100 * part / whole:.2f}%" if whole > 0 else "0.00%"
