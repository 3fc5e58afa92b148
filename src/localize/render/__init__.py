"""Stage: documents and catalogs into editions."""
