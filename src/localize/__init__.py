"""localize: articles into gettext catalogs, drafts, reviews and localized editions."""

__version__ = "0.1.0"
