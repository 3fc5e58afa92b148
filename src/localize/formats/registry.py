"""The installed formats."""

from typing import cast

from localize.errors import PluginError
from localize.formats.base import FORMAT_MEMBERS, Format
from localize.plugins import FORMATS, load, registered


def formats() -> dict[str, Format]:
    """Return the installed formats by suffix.

    Raises:
        PluginError: a plug-in is no `Format`.
    """
    by_suffix: dict[str, Format] = {}
    for name in registered(FORMATS):
        form = load(FORMATS, name)()
        if missing := [member for member in FORMAT_MEMBERS if not hasattr(form, member)]:
            raise PluginError(
                f"plug-in {name!r} in {FORMATS} is no format: it has no {', '.join(missing)}",
                hint="localize/formats/base.py says what a format is",
            )
        by_suffix.update(dict.fromkeys(form.suffixes, cast("Format", form)))
    return by_suffix
