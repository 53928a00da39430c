"""What `manage.py doctor` tries. It stands in `config`, the one room that knows the settings and every other room."""

from collections.abc import Iterator, Mapping

from config.doctor import address, clocks, forges, machine
from config.doctor.findings import Finding


def examine(*, tokens: Mapping[str, str]) -> Iterator[Finding]:
    """Each part as it is tried. tokens: forge → token for the ten calls; a forge without one is only reached for."""
    yield from machine.examine()
    yield from address.examine()
    reached = [forges.reach(forge) for forge in forges.NAMES]
    yield from clocks.examine([at for one in reached for at in one.clocks])
    for one in reached:
        yield from one.findings
        yield from forges.calls(one.forge, tokens.get(one.forge))
