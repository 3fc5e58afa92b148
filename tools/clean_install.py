"""The wheel as its users get it: an empty environment per extra, and what then works in it.

Each environment is filled from the registry by the ordinary resolver, and a small project goes
through the commands of a first day. Nothing may end in a traceback; where an extra is missing the
command says so with exit 5. Neither torch, stanza, spaCy nor minisbd may come in, nor a package
that is under GPL or AGPL alone, and `all` has a limit in megabytes. The extra argostranslate is
left out: it is the one that brings torch, see docs/dependencies.md.

    python tools/clean_install.py [EXTRA …]        ("none": no extra; all of them if none is named)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from dist import distribution  # noqa: E402 - a neighbour, wherever this is started

NONE = "none"
LEFT_OUT = {"argostranslate"}
UNWANTED = {"torch", "stanza", "spacy", "minisbd", "argostranslate"}
LIMIT_MB = 450
BRINGS = {"all": None, "pdf": {"pdf", "fonts"}}
"""What an extra serves beside its own purpose: WeasyPrint cuts fonts, too; None: everything."""
_COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)
_OR_ELSE = re.compile(r"LGPL|Lesser|MPL|Mozilla|MIT|BSD|Apache", re.IGNORECASE)
_SECONDS = 300

ARTICLE = "---\ntitle: A garden\n---\n\nThe **first** flowers are yellow.\n\nRoses bloom in June.\n"
SETTINGS = """
source = "en"
locales = ["ja", "hi"]
content = ["content/**/*.md"]
engine = "pseudo"
[engines.openai]
model = "small"
base_url = "http://127.0.0.1:9"
tries = 1
[engines.deepl]
url = "http://127.0.0.1:9"
[site]
printer = "weasyprint"
"""
MODELS = SETTINGS + '[engines.argos]\npackages = ["models"]\n'
FONTS = SETTINGS + 'fonts = "subset"\n'
TEAM = SETTINGS + '[tm]\nurl = "postgresql://127.0.0.1:9/tm"\n'


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what may come of it."""

    words: str
    codes: frozenset[int] = frozenset({0})
    """Its exit codes where its extra is installed."""
    extra: str = ""
    """What it needs; without that it has exit 5."""
    settings: str = SETTINGS
    asks_machine: bool = False
    """Whether it wants more than packages: Pango, Noto's fonts. Only CI is sure to have them."""


FINE = frozenset({0, 4})  # 4: the drafts of the engine pseudo have findings
REFUSED = frozenset({1})  # no server is there
STEPS = (
    Step("--version"),
    Step("--help"),
    Step("extract"),
    Step("update"),
    Step("translate --engine argos --to ja", extra="argos", settings=MODELS),
    Step("translate --engine openai --to hi", REFUSED, extra="llm"),
    Step("translate --engine deepl --to hi", REFUSED, extra="deepl"),
    Step("run", FINE),
    Step("check", FINE),
    Step("status --json"),
    Step("review --export pages"),
    Step("build --epub"),
    Step("build --pdf", extra="pdf", asks_machine=True),
    Step("build", extra="fonts", settings=FONTS, asks_machine=True),
    Step("engines"),
    Step("models list"),
    Step("tm stats"),
    Step("tm search Roses"),
    Step("tm stats", REFUSED, extra="postgres", settings=TEAM),
    Step("evaluate --engine pseudo --to ja --reference known.tsv", extra="evaluate"),
    Step("export"),
    Step("terms list"),
    Step("doctor"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an environment."""

    extra: str
    megabytes: float
    tracebacks: int
    problems: list[str] = field(default_factory=list)


def main() -> None:
    """Try the extras, print a line each and what was wrong, and exit 1 if anything was."""
    with tempfile.TemporaryDirectory(prefix="localize-clean-") as scratch:
        wheel, _ = distribution(Path(scratch, "dist"))
        extras = _extras()
        chosen = sys.argv[1:] or [NONE, *extras]
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda extra: _tried(Path(scratch), wheel, extra), chosen))
    size = {outcome.extra: f"{outcome.megabytes:.0f}" for outcome in outcomes}
    problems = [text for outcome in outcomes for text in outcome.problems]
    if any(outcome.megabytes > LIMIT_MB for outcome in outcomes):
        problems.append(f"an environment takes more than {LIMIT_MB} MB: {size}")
    print(*problems, sep="\n")
    print(
        f"RESULT environments={len(outcomes)} "
        f"tracebacks={sum(outcome.tracebacks for outcome in outcomes)} problems={len(problems)} "
        f"none_mb={size.get(NONE, '-')} argos_mb={size.get('argos', '-')} "
        f"all_mb={size.get('all', '-')}"
    )
    sys.exit(bool(problems))


def _extras() -> list[str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [name for name in table["project"]["optional-dependencies"] if name not in LEFT_OUT]


def _tried(scratch: Path, wheel: Path, extra: str) -> Outcome:
    """Fill an environment, walk its project through the steps, and take both away."""
    home = scratch / extra
    target = str(wheel) if extra == NONE else f"{wheel}[{extra}]"
    venv.create(home / "env")
    bin_ = home / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(bin_ / "python"), "install", "--quiet"]
    done = subprocess.run(
        [*pip, "--disable-pip-version-check", target],
        capture_output=True,
        text=True,
        timeout=2 * _SECONDS,
        check=False,
    )
    if done.returncode:
        return Outcome(extra, 0, 0, [f"{extra}: pip: {done.stderr.strip()}"])
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home / "env")}))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    problems = [f"{extra}: {text}" for text in _brought(site)]
    tracebacks = 0
    project = _project(bin_, home)
    for step in STEPS:
        wrong, is_traceback = _walked(bin_, project, step, extra)
        problems += [f"{extra}: localize {step.words}: {wrong}"] if wrong else []
        tracebacks += is_traceback
    shutil.rmtree(home, ignore_errors=True)
    print(f"{extra}: {size:.0f} MB, {len(STEPS)} commands, {len(problems)} problems", flush=True)
    return Outcome(extra, size, tracebacks, problems)


def _project(bin_: Path, home: Path) -> Path:
    """A small project, begun by `localize init`."""
    project = home / "garden"
    words = ["init", "--to", "ja", "--to", "hi", "--engine", "pseudo", str(project)]
    subprocess.run([bin_ / "localize", *words], check=True, capture_output=True)
    (project / "content" / "garden.md").write_text(ARTICLE, encoding="utf-8")
    (project / "known.tsv").write_text("Roses\tバラ\nA book\t本\n", encoding="utf-8")
    (project / "models").mkdir()
    for path in (ROOT / "models").glob("*.argosmodel"):
        shutil.copy(path, project / "models")
    return project


def _walked(bin_: Path, project: Path, step: Step, extra: str) -> tuple[str, bool]:
    """What was wrong with a step, and whether it was a traceback."""
    (project / "localize.toml").write_text(step.settings, encoding="utf-8")
    home = {f"XDG_{name}_HOME": str(project / name) for name in ("DATA", "CACHE", "CONFIG")}
    keys = {"DEEPL_API_KEY": "none", "OPENAI_API_KEY": "none", "PYTHONNOUSERSITE": "1"}
    done = subprocess.run(
        [bin_ / "localize", *step.words.split()],
        cwd=project,
        env={**os.environ, **home, **keys, "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    said = f"exit {done.returncode}: {done.stderr.strip()[-2000:]}"
    if "Traceback (most recent call last)" in done.stderr + done.stdout or done.returncode == 70:
        return said, True
    served = BRINGS.get(extra, {extra})
    if step.asks_machine and not os.environ.get("LOCALIZE_CI"):
        return "", False
    is_there = not step.extra or served is None or step.extra in served
    if is_there and (done.returncode not in step.codes or "needs the extra" in done.stderr):
        return said, False
    if not is_there and (done.returncode != 5 or f"needs the extra {step.extra!r}" not in said):
        return f"the extra {step.extra} is not asked for; {said}", False
    return "", False


def _brought(site: Path) -> list[str]:
    """What an environment must not have."""
    problems = []
    for package in distributions(path=[str(site)]):
        name = package.metadata["Name"]
        fields = (package.metadata.get_all(key) or () for key in ("License", "License-Expression"))
        licenses = [text[:200] for texts in fields for text in texts]
        licenses += [
            text for text in package.metadata.get_all("Classifier") or () if "License ::" in text
        ]
        told = " ".join(licenses)
        if name.lower() in UNWANTED:
            problems.append(f"{name} came in")
        if _COPYLEFT.search(told) and not _OR_ELSE.search(told):
            problems.append(f"{name} is under {told}")
    return problems


if __name__ == "__main__":
    main()
