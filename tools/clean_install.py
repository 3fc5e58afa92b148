"""The wheel as its users get it: an empty environment per extra, and what then works in it.

Each environment is filled by the ordinary resolver from the registry. In each a small project goes
through the commands of a first day; nothing may end in a traceback, and where an extra is missing
the command says so with exit 5. Neither torch, stanza, spaCy nor minisbd may come in, nor anything
under GPL or AGPL, and `all` has a limit in megabytes. The extra argostranslate is left out: it is the one that
brings torch, see docs/dependencies.md.

    python tools/clean_install.py [--quick | EXTRA …]     (--quick: none, argos and all)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from dist import distribution

ROOT = Path(__file__).parent.parent
UNWANTED = {"torch", "stanza", "spacy", "minisbd", "argostranslate"}
LIMIT_MB = 450
NOT_RESOLVED = "argostranslate"
NONE = "none"
_COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)
_BIN = "Scripts" if sys.platform == "win32" else "bin"
# The commands of a first day, and the exit codes that each may have: 4 where the drafts have findings.
COMMANDS: tuple[tuple[str, frozenset[int]], ...] = (
    ("--version", frozenset({0})),
    ("extract", frozenset({0})),
    ("update", frozenset({0})),
    ("run", frozenset({0, 4})),
    ("check", frozenset({0, 4})),
    ("status --json", frozenset({0})),
    ("review --export pages", frozenset({0})),
    ("build", frozenset({0})),
    ("engines", frozenset({0})),
    ("models list", frozenset({0})),
    ("tm stats", frozenset({0})),
    ("tm search Tulips", frozenset({0})),
    ("export", frozenset({0})),
    ("terms list", frozenset({0})),
    ("doctor", frozenset({0})),
)
# What needs an extra: 0 (or 4) with it, 5 without it.
OPTIONAL: tuple[tuple[str, str], ...] = (
    ("argos", "translate --engine argos --redraft"),
    ("deepl", "engines"),
    ("evaluate", "evaluate --to ja --reference known.tsv"),
    ("fonts", "build --config fonts"),
)
