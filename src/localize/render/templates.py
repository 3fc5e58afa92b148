"""The theme: our templates, or a project's own, file by file."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from localize.errors import ConfigError
from localize.interface import PALETTE
from localize.scripts.style import with_languages

if TYPE_CHECKING:
    from jinja2 import Environment

_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a template's own expressions raise."""
DEFAULT = Path(__file__).parent / "theme"


@lru_cache(maxsize=8)
def _environment(theme: Path | None) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """A theme is data of a project that may be anybody's: it runs nothing but itself."""

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            """No attribute of a path: its methods write files."""
            return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)

    folders = [theme, DEFAULT] if theme else [DEFAULT]
    return Sandbox(
        loader=FileSystemLoader(folders, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def filled(theme: Path | None, name: str, values: Mapping[str, object]) -> str:
    """A template filled in.

    Raises:
        ConfigError: a project's own template is wrong, with its line.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return _environment(theme).get_template(name).render(values)
    except TemplateSyntaxError as error:
        raise ConfigError(
            f"template: {error.message}", path=error.filename or name, line=error.lineno
        ) from error
    except (TemplateError, *_FAULTS) as error:
        hint = "docs/editions.md lists what a template is given"
        raise ConfigError(f"template {name}: {error}", path=theme, hint=hint) from error


@lru_cache(maxsize=4096)
def filled_once(theme: Path | None, name: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    """A small template, filled in once for the same values: lists repeat themselves."""
    return filled(theme, name, dict(values))


def theme_file(theme: Path | None, name: str) -> bytes:
    """A file of the theme as it is to be served; `site.css` is put between two others.

    The palette leads, whoever wrote the style, and the project's `extra.css` follows it.
    """
    own = theme / name if theme else None
    raw = with_languages((own if own and own.is_file() else DEFAULT / name).read_bytes())
    if name != "site.css":
        return raw
    extra = theme / "extra.css" if theme else None
    after = b"\n" + extra.read_bytes() if extra and extra.is_file() else b""
    return with_languages(PALETTE.read_bytes()) + raw + after


def hashed_name(name: str, raw: bytes) -> str:
    """An asset's name with its content's hash: `site-1f0c8a2b.css`."""
    stem, dot, suffix = name.rpartition(".")
    digest = blake2b(raw, digest_size=4).hexdigest()
    return f"{stem}-{digest}{dot}{suffix}" if dot else f"{name}-{digest}"


def forget() -> None:
    """Drop compiled templates: a project's own may have changed since."""
    _environment.cache_clear()
    filled_once.cache_clear()
