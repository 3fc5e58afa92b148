"""Findings for machines: JSON records, SARIF 2.1.0, JUnit XML, GitHub annotations."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from localize.model import Entry, Finding, Locale


class Placed(Protocol):
    """A finding, its entry and its file."""

    @property
    def path(self) -> str:
        """Relative to the project, with forward slashes."""

    @property
    def entry(self) -> Entry:
        """The entry it speaks of."""

    @property
    def finding(self) -> Finding:
        """What is wrong."""

    @property
    def locale(self) -> Locale:
        """The locale of the text."""


def records(placed: Iterable[Placed]) -> list[dict[str, object]]:
    """One JSON object a finding. Spans are `[start, end]` in characters."""
    return [
        {
            "path": one.path,
            "line": one.entry.line,
            "locale": one.locale.tag,
            "rule": one.finding.rule,
            "severity": one.finding.severity.value,
            "message": one.finding.message,
            "form": one.finding.form,
            "span": one.finding.span,
            "source_span": one.finding.source_span,
            "msgctxt": one.entry.msgctxt,
            "msgid": one.entry.msgid,
            "msgstr": list(one.entry.msgstr),
            "references": list(one.entry.references),
        }
        for one in placed
    ]


def sarif(placed: Sequence[Placed]) -> dict[str, object]:
    """A SARIF 2.1.0 log (OASIS), as code scanning services take it."""
    import localize
    from localize.check.run import catalog_rules, rules

    reasons = {rule.name: rule.reason for rule in rules()}
    reasons |= {rule.name: rule.reason for rule in catalog_rules()}
    names = sorted({one.finding.rule for one in placed})
    driver = {
        "name": "localize",
        "version": localize.__version__,
        "rules": [
            {"id": name, "shortDescription": {"text": reasons.get(name, name)}} for name in names
        ],
    }
    results = [_sarif_result(one, names.index(one.finding.rule)) for one in placed]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _sarif_result(at: Placed, index: int) -> dict[str, object]:
    return {
        "ruleId": at.finding.rule,
        "ruleIndex": index,
        "level": at.finding.severity.value,
        "message": {"text": f"{at.finding.message}\n{at.entry.msgid}\n{_text(at)}".strip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": at.path},
                    "region": {"startLine": max(at.entry.line, 1)},
                }
            }
        ],
    }


def _text(at: Placed) -> str:
    forms = at.entry.msgstr
    return forms[at.finding.form] if at.finding.form < len(forms) else ""


# XML 1.0 §2.2 has no place for most control characters, which a finding may be about.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")


def junit(placed: Sequence[Placed]) -> str:
    """JUnit XML: a suite a file, a failed case a finding."""
    errors = sum(one.finding.severity == "error" for one in placed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="localize check" tests="{len(placed)}" failures="{errors}">')
    for path, group in groupby(placed, lambda one: one.path):
        cases = list(group)
        failures = sum(one.finding.severity == "error" for one in cases)
        lines.append(
            f'  <testsuite name={quoteattr(path)} tests="{len(cases)}" failures="{failures}">'
        )
        lines += [line for one in cases for line in _junit_case(one)]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines).translate(_NOT_XML)


def _junit_case(at: Placed) -> Iterator[str]:
    name = f"{at.entry.line}: {at.finding.rule}: {at.entry.msgid[:60]}"
    yield f"    <testcase classname={quoteattr(at.path)} name={quoteattr(name)}>"
    message = quoteattr(at.finding.message)
    body = escape(f"{at.path}:{at.entry.line}\n{at.entry.msgid}\n{_text(at)}")
    if at.finding.severity == "error":
        yield f'      <failure type="{at.finding.rule}" message={message}>{body}</failure>'
    else:
        yield f"      <system-out>{escape(at.finding.message)}\n{body}</system-out>"
    yield "    </testcase>"


def github(placed: Iterable[Placed]) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    for at in placed:
        place = f"file={_property(at.path)},line={max(at.entry.line, 1)}"
        title = _property(f"localize {at.finding.rule}")
        message = _value(f"{at.finding.message}\n{at.entry.msgid}\n{_text(at)}")
        yield f"::{at.finding.severity.value} {place},title={title}::{message}"


def _value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
