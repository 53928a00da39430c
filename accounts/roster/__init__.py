"""The university's roster as a file: bytes in, lines and problems out. Knows no database."""

from accounts.roster.reading import Line, Problem, Roster, read

__all__ = ["Line", "Problem", "Roster", "read"]
