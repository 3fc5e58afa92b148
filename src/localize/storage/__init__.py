"""The ground: atomic writes, file signatures, locks and SQLite files. It knows no format."""
