"""Fits the weights of `check/misalignment.py` by logistic regression, and writes `evidence.json`.

    python tools/evidence_weights.py PO_FOLDER --out src/localize/check/tables

The folder has catalogs of people's translations from English as `LOCALE/*.po`: the weights in the
repository come from those of the Debian installation guide, 18 locales. Faults are made from the
translations: cut, half dropped, last sentence dropped (`incomplete`); a neighbour's translation
(`misaligned`). Translations weigh as much as all faults together. Needs numpy.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import polib

from localize.check.misalignment import SIGNS, ending
from localize.check.misalignment import signs as signs_of_pair
from localize.check.pair import Pair
from localize.errors import UsageError
from localize.model import Locale, locale

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from checks import Row, faults

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
PRIOR = 1.0
"""What a sign weighs that the corpus does not have: manuals have no emoji, hashtags or shouts."""
RIDGE = 3e-3
MOST = 500
"""Texts of one locale."""


def fitted(negative: np.ndarray, positive: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Intercept and weights, drawn a little to `prior`; by accelerated gradient descent."""
    x = np.vstack([negative, positive])
    x = np.hstack([np.ones((len(x), 1)), x])
    y = np.r_[np.zeros(len(negative)), np.ones(len(positive))]
    weight = np.r_[
        np.full(len(negative), 0.5 / len(negative)), np.full(len(positive), 0.5 / len(positive))
    ]
    start = np.r_[0.0, prior]
    bound = np.array([-50.0, *(-50.0 if sign in _FREE else 0.0 for sign in SIGNS)])
    w: np.ndarray = start
    ahead = start
    for step in range(1000):
        p = 1 / (1 + np.exp(-x @ ahead))
        ridge = RIDGE * np.r_[0, (ahead - start)[1:]]
        following = np.maximum(ahead - 0.7 * (x.T @ (weight * (p - y)) + ridge), bound)
        ahead = following + step / (step + 3) * (following - w)
        w = following
    return w


def prior(kind: str) -> np.ndarray:
    """What each sign weighs before anything is seen. What was added is not what is missing."""
    against = ("_added", "long", "commas") if kind == "incomplete" else ()
    return np.array(
        [0.0 if sign in _FREE or sign.endswith(against or "-") else PRIOR for sign in SIGNS]
    )


def prose(folder: Path, tag: str) -> list[Row]:
    """The sentences of one locale, as rows of the benchmark: without markup, with a full stop."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(path)):
            plain = not {"<", "&"} & set(entry.msgid) and len(entry.msgid) >= 20
            if entry.translated() and plain and ending(entry.msgid) in tuple(".?!"):
                doc = path.name
                rows.append({"doc": doc, "en": entry.msgid, "reference": {tag: entry.msgstr}})
    return rows[:: max(len(rows) // MOST, 1)] if len(rows) >= 150 else []


def main() -> None:
    """Fit both, and say how they part the corpus they were fitted on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    samples: dict[str, list[tuple[float, ...]]] = {"reference": []}
    for folder in sorted(options.folder.iterdir()):
        try:
            to = locale(folder.name)
        except UsageError:
            continue
        rows = prose(folder, to.tag) if to.language != "en" else []
        samples["reference"] += [signs(row["en"], row["reference"][to.tag], to) for row in rows]
        for fault, source, target in faults(rows, to.tag) if rows else ():
            samples.setdefault(fault, []).append(signs(source, target, to))
        print(to, len(rows))
    table = {}
    negative = np.array(samples["reference"])
    for kind, names in KINDS.items():
        positive = np.array([one for name in names for one in samples[name]])
        w = fitted(negative, positive, prior(kind))
        named = zip(SIGNS, w[1:], strict=True)
        weights = {sign: round(value, 3) for sign, value in named if abs(value) > 0.2}
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
    return signs_of_pair(Pair(source, target, to, Locale("en")))


if __name__ == "__main__":
    main()
