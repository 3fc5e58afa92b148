"""`localize extract`."""

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_json, say
from localize.cli.options import DryRun, Frozen, Json
from localize.errors import OutOfDateError


@app.command()
def extract(
    context: typer.Context, dry_run: DryRun = False, frozen: Frozen = False, as_json: Json = False
) -> None:
    """Read the documents into templates (locales/*.pot)."""
    from localize.workflow.extract import extract as extracted

    project = current_project(context)
    result = extracted(project, dry_run=dry_run or frozen)
    if as_json:
        templates = [
            {
                "path": project.relative(template.path),
                "documents": list(template.documents),
                "messages": len(template.catalog.entries),
                "changed": template.changed,
            }
            for template in result.templates
        ]
        removed = [project.relative(path) for path in result.removed]
        print_json({"templates": templates, "removed": removed})
    else:
        for template in result.templates:
            if template.changed:
                say(f"{project.relative(template.path)}: {len(template.catalog.entries)} messages")
        for path in result.removed:
            say(f"{project.relative(path)}: removed, its document is gone")
        note(
            f"{sum(len(template.documents) for template in result.templates)} documents, "
            f"{sum(template.changed for template in result.templates)} templates changed"
        )
    if frozen and result.changed:
        raise OutOfDateError("the templates are out of date", hint="run `localize extract`")
