"""Stage: template and catalog into a catalog and a report."""
