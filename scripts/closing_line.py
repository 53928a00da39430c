"""The closing line of a test run: `NAME: N passed, N failed, N skipped`, from its JUnit file."""

import sys
import xml.etree.ElementTree as ET


def main() -> None:
    name, path = sys.argv[1:]
    suites = ET.parse(path).getroot().findall("testsuite")  # noqa: S314 our own file
    total, failed, skipped = (
        sum(int(suite.get(key, "0")) for suite in suites for key in keys)
        for keys in (("tests",), ("failures", "errors"), ("skipped",))
    )
    print(f"{name}: {total - failed - skipped} passed, {failed} failed, {skipped} skipped")


if __name__ == "__main__":
    main()
