"""Fits the weights of `check/evidence.py` by logistic regression, and writes `evidence.json`.

    python tools/evidence_weights.py CORPUS.jsonl … --out src/localize/check/tables

A line is `{"en": …, "reference": {LOCALE: …}, "doc": …}`. Faults are made from the references:
cut, half dropped, last sentence dropped (`incomplete`); a neighbour's translation (`misaligned`).
References weigh as much as all faults together. Needs numpy.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from localize.check.evidence import SIGNS, signs_of
from localize.check.pair import Pair
from localize.model import Locale, locale

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from checks import faults

KINDS = {"incomplete": ("half", "cut", "last_sentence"), "misaligned": ("neighbour",)}
# A sign that speaks against a fault is chance: only these may weigh less than nothing.
_FREE = frozenset(
    {
        "names_lost",
        "sounds_added",
        "sounds_shared",
        "latin_shared",
        "numbers_shared",
        "marks_shared",
    }
)


def fitted(negative: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """Intercept and weights, by gradient descent with a little ridge, weights not below 0."""
    x = np.vstack([negative, positive])
    x = np.hstack([np.ones((len(x), 1)), x])
    y = np.r_[np.zeros(len(negative)), np.ones(len(positive))]
    weight = np.r_[
        np.full(len(negative), 0.5 / len(negative)), np.full(len(positive), 0.5 / len(positive))
    ]
    w = np.zeros(x.shape[1])
    bound = np.array([-50.0, *(-50.0 if sign in _FREE else 0.0 for sign in SIGNS)])
    for _ in range(6000):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y)) + 1e-3 * np.r_[0, w[1:]]
        w = np.maximum(w - 0.5 * gradient, bound)
    return w


def main() -> None:
    """Fit both, and say how they part the corpus they were fitted on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--even", action="store_true", help="every second document only")
    options = parser.parse_args()
    samples: dict[str, list[tuple[float, ...]]] = {"reference": []}
    for path in options.corpora:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if options.even:
            wanted = set(list(dict.fromkeys(row["doc"] for row in rows))[::2])
            rows = [row for row in rows if row["doc"] in wanted]
        for tag in rows[0]["reference"]:
            of_tag = [row for row in rows if row["reference"].get(tag)]
            to = locale(tag)
            samples["reference"] += [signs(row["en"], row["reference"][tag], to) for row in of_tag]
            for fault, source, target in faults(of_tag, tag):
                samples.setdefault(fault, []).append(signs(source, target, to))
    table = {}
    negative = np.array(samples["reference"])
    for kind, names in KINDS.items():
        positive = np.array([one for name in names for one in samples[name]])
        w = fitted(negative, positive)
        named = zip(SIGNS, w[1:], strict=True)
        weights = {sign: round(value, 3) for sign, value in named if abs(value) > 0.005}
        table[kind] = {"intercept": round(w[0], 3), "weights": weights}
        score = {name: np.array(samples[name]) @ w[1:] + w[0] for name in ("reference", *names)}
        for share in (0.005, 0.01, 0.02, 0.03):
            at = np.quantile(score["reference"], 1 - share)
            caught = {name: round(float((score[name] > at).mean()), 3) for name in names}
            print(kind, f"false alarms {share:.1%}: above {1 / (1 + np.exp(-at)):.3f}", caught)
    text = json.dumps(table, indent=1)
    (options.out / "evidence.json").write_text(text + "\n", encoding="utf-8")
    print(text)


def signs(source: str, target: str, to: Locale) -> tuple[float, ...]:
    """The signs of a pair against English."""
    return signs_of(Pair(source, target, to, Locale("en")))


if __name__ == "__main__":
    main()
