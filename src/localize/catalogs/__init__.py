"""Catalogs: PO files to `Catalog` and back, and the only place that knows polib."""
