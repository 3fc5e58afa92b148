"""What a run has to know and must not hold: values by key, on disk, gone with the process."""

import sqlite3

from localize.errors import LocalizeError
from localize.storage.database import temporary


class Spool:
    """Texts by key, in a temporary file of SQLite's that has no name and that nobody else sees."""

    def __init__(self) -> None:
        self._db = temporary("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Forget all."""
        self._db.close()

    def __len__(self) -> int:
        return int(self._run("SELECT count(*) FROM kept").fetchone()[0])

    def get(self, key: str) -> str | None:
        """The value of a key, if there is one.

        Raises:
            LocalizeError: as `put`: what is read takes the place of what is then written.
        """
        row = self._run("SELECT value FROM kept WHERE key = ?", key).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Keep a value, in the place of an older one.

        Raises:
            LocalizeError: the disk with the temporary files is full.
        """
        self._run("INSERT OR REPLACE INTO kept VALUES (?, ?)", key, value)

    def _run(self, statement: str, *values: str) -> sqlite3.Cursor:
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise LocalizeError(
                f"a temporary file cannot be written: {error}",
                hint="make room, or name another folder for temporary files in TMPDIR",
            ) from error
