"""Django's SQLite backend with one write lease between processes.

SQLite's busy handler polls, so a process that writes batch after batch starves the others: the web process got 11 writes in
8 s beside two writing tasks. A file lock queues instead: 485. Taken before BEGIN IMMEDIATE, given back at its end.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; `_lease` is the descriptor of the held lock, or None."""

    _lease: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_lease()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs leave it out
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc] # the stubs leave it out
        finally:
            if not self._still_in_transaction():
                self._give_back()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc] # the stubs leave it out
        finally:
            self._give_back()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc] # the stubs leave it out
        finally:
            self._give_back()

    def _still_in_transaction(self) -> bool:
        # A commit that failed (disk full) leaves the transaction open; its rollback gives the lease back.
        return self.connection is not None and bool(self.connection.in_transaction)

    def _take_lease(self) -> None:
        if self._lease is None and not self.is_in_memory_db():
            descriptor = os.open(f"{self.settings_dict['NAME']}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except BaseException:
                os.close(descriptor)
                raise
            self._lease = descriptor

    def _give_back(self) -> None:
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None
