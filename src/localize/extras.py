"""Optional packages: whether they are here, and the command that adds them to this copy.

What an extra brings is read from our own metadata, so pyproject.toml alone says it.
"""

import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from localize.errors import ExtraMissingError

DISTRIBUTION = "localize-toolkit"
"""Our name in package indexes; the import package and the command are `localize`."""

_EXTRA = re.compile(r"""extra\s*==\s*['"]([\w-]+)['"]""")
_NAME = re.compile(r"[\w.-]+")


@contextmanager
def wanted_extra(extra: str, purpose: str) -> Iterator[None]:
    """Import an extra's packages inside; `purpose` is the subject of the error's sentence.

    Raises:
        ExtraMissingError: one of them cannot be imported.
    """
    try:
        yield
    except ImportError as error:
        raise missing(extra, purpose, error) from error


def missing(extra: str, purpose: str, error: Exception, *, also: str = "") -> ExtraMissingError:
    """The error of an import that failed, with the command that installs the extra.

    `also`: another line of the hint.
    """
    return ExtraMissingError(
        f"{purpose} needs the extra {extra!r}: {error}",
        hint=f"{install_command(extra)}\n{also}".strip(),
    )


def requirements(extra: str) -> tuple[str, ...]:
    """What an extra asks for, as pip reads it: `weasyprint>=69`."""
    return tuple(asked for name, asked in _required() if name == extra)


def extras() -> dict[str, tuple[str, ...]]:
    """The extras that bring packages, each with the names of these packages."""
    brought: dict[str, list[str]] = {}
    for extra, asked in _required():
        name = _NAME.match(asked)
        if name is not None and name[0] != DISTRIBUTION:
            brought.setdefault(extra, []).append(name[0])
    return {extra: tuple(names) for extra, names in brought.items()}


def installed_version(package: str) -> str | None:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def install_command(extra: str) -> str:
    """The command that adds an extra to this copy of localize, however it was installed."""
    prefix = Path(sys.prefix)
    receipt = prefix / "uv-receipt.toml"
    if receipt.is_file():
        return _uv_tool(tomllib.loads(receipt.read_text(encoding="utf-8"))["tool"], extra)
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx inject {prefix.name} {_quoted(requirements(extra))}"
    clone = _clone()
    target = f'"{DISTRIBUTION}[{extra}]"' if clone is None else f'-e "{clone}[{extra}]"'
    return f"{_installer()} {target}"


def package_command(*packages: str, bare: bool = False) -> str:
    """The command that adds packages to this copy; `bare`: without what they ask for in turn."""
    prefix = Path(sys.prefix)
    words = f"{'--no-deps ' if bare else ''}{' '.join(packages)}"
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx runpip {prefix.name} install {words}"
    return f"{_installer()} {words}"


def _installer() -> str:
    if find_spec("pip") is None:  # an environment that uv made
        return f"uv pip install --python {_python()}"
    return f"{_python()} -m pip install"


def _uv_tool(tool: dict[str, Any], extra: str) -> str:
    """`uv tool install` keeps nothing that is not said once more."""
    base, others = DISTRIBUTION, []
    for asked in tool.get("requirements", ()):
        with_extras = f"[{','.join(asked['extras'])}]" if asked.get("extras") else ""
        named = f"{asked['name']}{with_extras}"
        text = f"{named}{asked.get('specifier', '')}"
        if place := asked.get("directory") or asked.get("path"):
            text = f"{place}{with_extras}"
        elif "url" in asked:
            text = f"{named} @ {asked['url']}"
        elif "git" in asked:
            address, _, revision = asked["git"].partition("?")
            text = f"{named} @ git+{address}{'@' if revision else ''}{revision.partition('=')[2]}"
        elif "editable" in asked:
            text = f"--editable {asked['editable']}{with_extras}"
        if asked["name"] == DISTRIBUTION:
            base = text
        else:
            others.append(text)
    parts = " ".join(f'--with "{text}"' for text in (*others, *requirements(extra)))
    return f"uv tool install {base if base.startswith('--') else _quoted((base,))} {parts}"


def _clone() -> Path | None:
    """The folder of an editable installation (PEP 610)."""
    try:
        text = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    from urllib.request import url2pathname  # 20 ms

    told = json.loads(text or "{}")
    if not told.get("dir_info", {}).get("editable"):
        return None
    return Path(url2pathname(urlsplit(told["url"]).path))


def _python() -> str:
    """This interpreter: `python` where that is what the shell would start."""
    on_path = shutil.which("python")
    if on_path is not None and Path(on_path) == Path(sys.executable):
        return "python"
    return f'"{sys.executable}"' if " " in sys.executable else sys.executable


def _quoted(words: tuple[str, ...]) -> str:
    """Words in double quotes, which every shell knows, Windows' too."""
    return " ".join(f'"{word}"' for word in words)


def _required() -> Iterator[tuple[str, str]]:
    try:
        asked = distribution(DISTRIBUTION).requires or ()
    except PackageNotFoundError:
        return
    for text in asked:
        extra = _EXTRA.search(text)
        if extra is not None:
            yield extra[1], text.partition(";")[0].strip()
