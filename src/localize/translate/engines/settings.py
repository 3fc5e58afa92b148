"""An engine's own table of `localize.toml`, read with types and without typing errors."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from localize.errors import ConfigError, EngineMissingError, NotAllowedError
from localize.user import refuse_foreign, user_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """`[engines.NAME]`.

    Raises, in every method, `ConfigError` where a value is not what it should be.
    """

    engine: str
    table: Mapping[str, object]
    user: Mapping[str, object] = field(default_factory=dict)
    """The same table of the user's own configuration, which comes before the project's."""

    def only(self, known: Iterable[str]) -> Settings:
        """Itself, if it has no other keys than those."""
        names = sorted(known)
        for key in (*self.table, *self.user):
            if key.endswith(("key", "secret", "token")):
                raise ConfigError(
                    f"[engines.{self.engine}] {key}: keys do not belong in a file of the project",
                    hint="put it into the environment, see docs/engines.md",
                )
            if key not in names:
                close = difflib.get_close_matches(key, names, n=1)
                raise ConfigError(
                    f"unknown key {key!r} in [engines.{self.engine}]",
                    hint=f"did you mean {close[0]!r}?" if close else f"it has {', '.join(names)}",
                )
        return self

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self._error(key, "a text")
        return value

    def own_text(self, key: str, default: str = "") -> str:
        """A text that only the user may say, such as a program; a project that does is refused.

        Raises:
            NotAllowedError: the project says it.
        """
        if key in self.table:
            raise NotAllowedError(
                f"[engines.{self.engine}] {key}: a project does not say which programs are run",
                hint=f"say it in {user_folder() / 'config.toml'}: docs/trust.md",
            )
        return self.text(key, default)

    def address(self, key: str, default: str = "", *, hosts: Collection[str] = ()) -> str:
        """An address to which texts and keys may go. `hosts`: the engine's own.

        Raises:
            NotAllowedError: the project names a host that the user did not allow.
        """
        value = self.text(key, default)
        if value and key not in self.user:
            refuse_foreign(value, key=f"[engines.{self.engine}] {key}", default=hosts)
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of some words, the first of them unless said."""
        value = self.text(key, choices[0])
        if value not in choices:
            raise self._error(key, "one of " + ", ".join(choices))
        return value

    def whole(self, key: str, default: int, *, least: int = 1) -> int:
        """A whole number."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self._error(key, f"a whole number, {least} or more")
        return value

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number, 0 or more; none where neither the table nor the default has one."""
        value = self._value(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self._error(key, "a number, 0 or more")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self._error(key, "true or false")
        return value

    def mapping(self, key: str) -> dict[str, str]:
        """A table of texts."""
        value = self._value(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self._error(key, "a table of texts")
        return {str(name): text for name, text in value.items()}

    def _value(self, key: str, default: object = None) -> object:
        return self.user.get(key, self.table.get(key, default))

    def _error(self, key: str, wanted: str) -> ConfigError:
        value = self._value(key)
        return ConfigError(f"[engines.{self.engine}] {key} must be {wanted}, not {value!r}")


def key_from_environment(engine: str, name: str, *, needed: bool = True) -> str:
    """The key in an environment variable; empty where it is not needed and not set.

    Raises:
        EngineMissingError: it is needed.
    """
    value = os.environ.get(name, "").strip()
    if needed and not value:
        raise EngineMissingError(
            f"engine {engine!r} needs a key", hint=f"export {name}=…  (docs/engines.md)"
        )
    return value
