"""`python -m credits.scoring POLICY.yaml FACTS.jsonl`: results on standard output, or one line about the first thing wrong."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import InputError, read_facts, read_policy, score

USAGE = "usage: python -m credits.scoring POLICY.yaml FACTS.jsonl"


def main(arguments: Sequence[str]) -> int:
    """Score the named files. Returns the exit status: 0, or 2 for arguments or files that cannot be scored."""
    if len(arguments) != 2:  # noqa: PLR2004
        return _refuse(USAGE)
    policy_name, facts_name = arguments
    try:
        policy = read_policy(_read(policy_name), policy_name)
        facts = read_facts(_read(facts_name), facts_name)
    except InputError as error:
        return _refuse(str(error))
    sys.stdout.buffer.writelines(line.encode() for line in score(policy, facts).lines())
    sys.stdout.buffer.flush()
    return 0


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(name, 1, f"cannot be read: {error.strerror}") from None


def _refuse(message: str) -> int:
    # A file's name comes back byte for byte, whatever its encoding.
    sys.stderr.buffer.write(os.fsencode(message) + b"\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
