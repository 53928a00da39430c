"""How numbers are written: integers in, words out. Points one decimal, credits one or two, lines one (design section 6)."""

MINUS = "\N{MINUS SIGN}"


def points(milli_points: int) -> str:
    """Milli-points as points with one decimal, halves up: 6194 is 6.2."""
    return _sign(milli_points) + _decimal(_rounded(abs(milli_points), 100), 1)


def exact(milli: int) -> str:
    """Thousandths in full: 6194 is 6.194. Lines that add up carry it beside the rounded figure."""
    return _sign(milli) + _decimal(abs(milli), 3)


def credit(hundredths: int) -> str:
    """Hundredths of a credit, exactly: 50 is 0.5, 125 is 1.25, 200 is 2.0."""
    return _decimal(hundredths // 10, 1) if hundredths % 10 == 0 else _decimal(hundredths, 2)


def lines(milli_lines: int) -> str:
    """Milli-lines as lines with one decimal: 61000 is 61.0."""
    return _decimal(_rounded(milli_lines, 100), 1)


def factor(permille: int) -> str:
    """A factor, at least one decimal: 1000 is 1.0, 1200 is 1.2, 0 is 0."""
    if permille == 0:
        return "0"
    whole, rest = divmod(permille, 1000)
    return f"{whole}.{f'{rest:03}'.rstrip('0') or '0'}"


def gain(milli_points: int) -> str:
    """What a step adds or takes, with its sign; nothing is 0.0."""
    return f"+{points(milli_points)}" if milli_points > 0 else points(milli_points)


def share(part: int, whole: int) -> str:
    """A part in per cent with one decimal; of nothing, nothing."""
    return f"{_decimal(_rounded(part * 1_000_000 // whole, 1000), 1) if whole else '0.0'}%"


def _sign(value: int) -> str:
    return MINUS if value < 0 else ""


def _rounded(value: int, unit: int) -> int:
    return (value + unit // 2) // unit


def _decimal(value: int, places: int) -> str:
    whole, rest = divmod(value, 10**places)
    return f"{whole}.{rest:0{places}}"
