"""The `[check]` table of a project: which rules run, how severe they are, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from localize.errors import ConfigError
from localize.model import Severity

_KEYS = ("rules", "fail-on", "max-length", "paths")
OFF = "off"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a project says to the rules. The default runs all of them as they are."""

    rules: Mapping[str, str] = field(default_factory=dict)
    """`error`, `warning` or `off` by rule name."""
    fail_on: Severity = Severity.ERROR
    max_length: int = 0
    """Characters a msgstr may have; 0: as many as it takes."""
    paths: tuple[tuple[str, CheckOptions], ...] = ()
    """`(glob, options)`; the last that matches an entry's document wins over the table itself."""

    def severity(self, rule: str, default: Severity) -> Severity | None:
        """The severity of a rule; none: it is off."""
        said = self.rules.get(rule)
        if said is None:
            return default
        return None if said == OFF else Severity(said)

    def at(self, references: Iterable[str]) -> CheckOptions:
        """The options for an entry with these references (`#: content/legal/terms.md:3`)."""
        if not self.paths:
            return self
        places = [place.rsplit(":", 1)[0] for place in references]
        applying = self
        for pattern, options in self.paths:
            if any(fnmatchcase(place, pattern) for place in places):
                applying = replace(
                    applying,
                    rules={**applying.rules, **options.rules},
                    max_length=options.max_length or applying.max_length,
                )
        return applying


def check_options(table: Mapping[str, object], known: Iterable[str] = ()) -> CheckOptions:
    """The options of a `[check]` table.

    For example::

        [check]
        fail-on = "warning"
        rules = { spacing = "off", long = "error" }
        [check.paths."content/legal/*"]
        rules = { misaligned = "off" }

    Raises:
        ConfigError: a key, rule or value it does not know.
    """
    names = frozenset(known)
    paths = _mapping(table.get("paths", {}), "paths")
    options = _options(table, names)
    return replace(
        options,
        paths=tuple(
            (pattern, _options(_mapping(inner, f"paths.{pattern}"), names))
            for pattern, inner in paths.items()
        ),
    )


def _options(table: Mapping[str, object], names: frozenset[str]) -> CheckOptions:
    for key in table:
        if key not in _KEYS:
            raise _unknown("key", key, _KEYS)
    rules: dict[str, str] = {}
    for name, value in _mapping(table.get("rules", {}), "rules").items():
        if names and name not in names:
            raise _unknown("rule", name, names)
        if value not in (*Severity, OFF):
            raise ConfigError(f"[check] rules.{name} is {value!r}: say error, warning or off")
        rules[name] = str(value)
    fail_on = table.get("fail-on", Severity.ERROR)
    if fail_on not in tuple(Severity):
        raise ConfigError(f"[check] fail-on is {fail_on!r}: say error or warning")
    longest = table.get("max-length", 0)
    if not isinstance(longest, int) or isinstance(longest, bool) or longest < 0:
        raise ConfigError(f"[check] max-length is {longest!r}: say a number of characters")
    return CheckOptions(rules=rules, fail_on=Severity(str(fail_on)), max_length=longest)


def _mapping(value: object, key: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ConfigError(f"[check] {key} is not a table")
    return value


def _unknown(what: str, name: str, known: Iterable[str]) -> ConfigError:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}"
    return ConfigError(f"[check] has an unknown {what} {name!r}", hint=hint)
