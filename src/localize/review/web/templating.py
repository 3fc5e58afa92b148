"""The templates, compiled once a machine. The only module that knows jinja2."""

from __future__ import annotations

import contextlib
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, where Python keeps its compiled modules, and only if it does."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one; where nothing may be written, it is compiled again the next time."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def environment(**known: object) -> jinja2.Environment:
    """The templates of the review. `known`: what all of them may use."""
    folder = str(Path(cache_from_source(__file__)).parent)
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("localize.review.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        bytecode_cache=None if sys.dont_write_bytecode else _Compiled(folder, "%s.template"),
    )
    made.globals.update(known)
    return made
