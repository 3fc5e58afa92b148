"""Every rule fires on its own examples, and stays silent on the others."""

from __future__ import annotations

import gc
import random
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from localize.check.pair import Pair
from localize.check.rule import Example
from localize.check.run import catalog_rules, rule_names, rules
from localize.model import Entry, TermHit, locale

if TYPE_CHECKING:
    from localize.check.rule import Rule

EN = locale("en")
EXAMPLES = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


def example_of(source, target, tag="ja", told=None) -> Example:
    told = told or {}
    terms = tuple(
        TermHit(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in row.items()
            }
        )
        for row in told.get("terms", ())
    )
    return Example(source, target, tag, tuple(told.get("flags", ())), terms)


def pair_of(example: Example) -> Pair:
    flags = frozenset(example.flags)
    return Pair(example.source, example.target, locale(example.locale), EN, flags, example.terms)


def cases(kind: str):
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in rules()
        for number, example in enumerate(example_of(*row) for row in EXAMPLES[rule.name][kind])
    ]


@pytest.mark.parametrize(("rule", "example"), cases("fires"))
def test_rule_fires_on_its_example(rule: Rule, example: Example):
    assert list(rule.check(pair_of(example)))


@pytest.mark.parametrize(("rule", "example"), cases("silent"))
def test_rule_is_silent_on_its_counterexample(rule: Rule, example: Example):
    assert not list(rule.check(pair_of(example)))


@pytest.mark.parametrize(("rule", "example"), cases("fires"))
def test_spans_lie_inside_the_texts(rule: Rule, example: Example):
    for hit in rule.check(pair_of(example)):
        for span, text in ((hit.span, example.target), (hit.source_span, example.source)):
            assert span is None or 0 <= span[0] < span[1] <= len(text), hit


def test_every_rule_has_a_reason_and_both_kinds_of_examples():
    names = [rule.name for rule in (*rules(), *catalog_rules())]
    assert len(names) == len(set(names))
    assert set(names) < set(rule_names())
    for rule in rules():
        assert rule.reason.endswith("."), rule.name
        assert EXAMPLES[rule.name]["fires"], rule.name
        assert EXAMPLES[rule.name]["silent"], rule.name
    assert EXAMPLES.keys() == {rule.name for rule in rules()}


HOSTILE = (
    "a",
    "(",
    "<a",
    "`",
    "](",
    "{",
    "%(",
    "1,",
    "@",
    "https://",
    "あ",
    "**",
    "\n",
    "#1",
    "the ",
)


def test_a_long_hostile_text_takes_linear_time():
    """Four times the text takes at most about eight times as long, whatever the rule."""
    chance = random.Random(3)
    texts = [part * 5000 for part in HOSTILE]
    texts.append("".join(chance.choice(HOSTILE) for _ in range(5000)))
    flags = frozenset({"markdown-text"})

    def seconds(rule, text):
        pair = Pair("the king", text, locale("ja"), EN, flags)
        started = time.process_time()
        list(rule.check(pair))
        return time.process_time() - started

    def is_linear(rule, text):
        return seconds(rule, text[:8_000]) < max(10 * seconds(rule, text[:2_000]), 0.2)

    gc.disable()  # a collection of what other tests left behind takes longer than a rule
    try:
        for text in texts:
            for rule in rules():
                # What is quadratic is so every time; a busy machine is not.
                assert any(is_linear(rule, text * 5) for _ in range(3)), (rule.name, text[:20])
    finally:
        gc.enable()


def test_an_entry_without_translation_has_no_findings():
    from localize.check.run import findings

    assert findings(Entry("Open the door"), locale("ja")) == ()


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("ja", "注：王は眠った！"),
        ("ja", "「はい」と彼は言った"),
        ("hi", "राजा धीरे धीरे सो गया।"),
        ("de", "„Ja“, sagte er; 3,5 % sind genug."),
        ("fr", "Il dort\u202f: «\u202foui\u202f»."),
        ("ru", "Король спал в замке."),
        ("zh-CN", "国王在城堡里睡着了。"),
        ("ar", "نام الملك في القلعة."),
    ],
)
def test_manners_of_a_locale_are_no_faults(tag, text):
    from localize.check.run import findings

    found = findings(Entry("The king slept in the castle.", (text,)), locale(tag))
    assert [one for one in found if one.severity == "error"] == []
