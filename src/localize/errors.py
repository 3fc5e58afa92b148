"""Every error this tool raises on purpose, and the exit code of each.

A problem in a translation is a value (`model.Finding`), not an error.
"""

from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """Exit codes of the command line, documented in docs/exit-codes.md."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    OUT_OF_DATE = 3
    FINDINGS = 4
    ENGINE_MISSING = 5
    LEFT_OUT = 6
    NOT_ALLOWED = 7
    DEFECT = 70
    INTERRUPTED = 130


class LocalizeError(Exception):
    """An error with the place, what is wrong and the next step.

    `line` is 1-based. `hint` says what to do and may span lines.
    """

    exit_code: ExitCode = ExitCode.FAILURE

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path}:"
        place += "" if self.line is None else f"{self.line}:"
        return f"{place} {self.message}".strip()


class UsageError(LocalizeError):
    """The call's words are off: an unknown locale, a missing file, options that exclude another."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """`localize.toml` is missing, unreadable or says something it cannot mean."""


class NotAllowedError(LocalizeError):
    """The project asks for what only this machine's user may decide: docs/trust.md."""

    exit_code = ExitCode.NOT_ALLOWED


class DocumentError(LocalizeError):
    """A document of `content/` cannot be read as its format."""


class StorageError(LocalizeError):
    """A file or folder of the project cannot be used, or another process holds it."""


class CatalogError(LocalizeError):
    """A catalog cannot be read or written without loss."""


class ConflictError(CatalogError):
    """An entry changed since it was read: the compare-and-swap of a save failed."""


class TermError(LocalizeError):
    """A termbase cannot be read."""


class MemoryStoreError(LocalizeError):
    """The translation memory or an exchange file of it cannot be read or written."""


class DamagedMemoryError(MemoryStoreError):
    """The translation memory's file was damaged, and is an empty one now."""


class OutOfDateError(LocalizeError):
    """`--frozen` was asked for, and something would have changed."""

    exit_code = ExitCode.OUT_OF_DATE


class GateError(LocalizeError):
    """The publishing gate is not met, or findings block."""

    exit_code = ExitCode.FINDINGS


class EngineError(LocalizeError):
    """An engine answered with something that is no translation, or not at all."""


class EngineMissingError(EngineError):
    """An engine or one of its models is not installed."""

    exit_code = ExitCode.ENGINE_MISSING


class ExtraMissingError(EngineMissingError):
    """An optional package is not installed, or cannot be imported."""


class PairMissingError(EngineMissingError):
    """No model for a pair of locales (`source`, `target`: BCP 47) is installed; one may exist."""

    def __init__(self, source: str, target: str, *, hint: str) -> None:
        super().__init__(f"no Argos package translates {source} to {target}", hint=hint)
        self.source = source
        self.target = target


class PackageError(EngineMissingError):
    """A model package is corrupt, cannot be fetched or is not what the lock file recorded."""


class UnusablePackageError(PackageError):
    """A package that is broken or that cannot be run here; an older version may do."""


class DefectError(LocalizeError):
    """An error of this program that nobody foresaw (70: EX_SOFTWARE of sysexits.h)."""

    exit_code = ExitCode.DEFECT


class PluginError(LocalizeError):
    """A plug-in by entry point cannot be loaded or failed."""
