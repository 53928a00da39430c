"""What can be wrong with what scoring is given.

ScoringError
├── BadValue      a value that is not what its place asks for; no place known yet
└── InputError    the same with file and line, as people are told it
"""


class ScoringError(Exception):
    """Policy or facts that cannot be scored."""


class BadValue(ScoringError):
    """What is wrong with a value; whoever knows where it stands turns it into an InputError."""


class InputError(ScoringError):
    """The first thing that is wrong in a file.

    name: the file, as it was given. line: counted from 1. key: a policy's key with its parents (`project.tiers`), or
    None where no single key is to blame.
    """

    def __init__(self, name: str, line: int, message: str, key: str | None = None) -> None:
        super().__init__(name, line, message, key)
        self.name = name
        self.line = line
        self.message = message
        self.key = key

    def __str__(self) -> str:
        where = f"{self.key}: " if self.key else ""
        return f"{self.name}:{self.line}: {where}{self.message}"
