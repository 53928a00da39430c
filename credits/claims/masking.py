"""How people stand in a public notice: enough to be recognised by those who know them, no more."""

_SHOWN_OF_NUMBER = 4


def masked_name(name: str) -> str:
    """林知夏 → 林*夏, 林知 → 林*, Ada Lovelace → A*e."""
    letters = name.strip()
    if len(letters) <= 2:  # noqa: PLR2004 (a family name and a given one of one sign each)
        return letters[:1] + "*"
    return f"{letters[0]}*{letters[-1]}"


def masked_number(number: str) -> str:
    """2024000123 → 2024***123: the cohort and the end, as campus notices have it; short numbers lose more."""
    if len(number) <= _SHOWN_OF_NUMBER:
        return "*" * len(number)
    head = number[:4] if len(number) > 8 else ""  # noqa: PLR2004
    tail = number[-3:] if len(number) > 8 else number[-2:]  # noqa: PLR2004
    return f"{head}***{tail}"
