"""Files are there whole or not at all."""

import os
from pathlib import Path

import pytest

from credits.ledger.files import whole_file


def test_what_breaks_off_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    (tmp_path / "file").write_text("before")

    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "file") as file:
        file.write(b"half" * (1 // 0))

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "before")]


def test_it_is_its_owners_alone(tmp_path):
    with whole_file(tmp_path / "file") as file:
        file.write(b"awards")

    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_and_not_replaced():
    reading, writing = os.pipe()

    with whole_file(Path(f"/dev/fd/{writing}")) as file:
        file.write(b"awards")
    os.close(writing)

    with os.fdopen(reading, "rb") as pipe:
        assert pipe.read() == b"awards"
