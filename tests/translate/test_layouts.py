"""A package of every layout that exists is installed, listed and run; BPE as upstream runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.made.packages import archive, bpe_package, files, metadata, new_layout, old_layout

from localize.errors import PackageError
from localize.model import locale
from localize.translate.engines import moses
from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.tokenizers import WordPieces
from localize.workflow import models as workflow
from localize.workflow.models_install import install_path

ROOT = Path(__file__).parents[2]
EN, ES = locale("en"), locale("es")
SOURCES = [
    line.split("\t")[0]
    for name in ("ja", "hi")
    for line in (ROOT / "models" / f"known.en-{name}.tsv").read_text("utf-8").splitlines()[:100]
]

pytestmark = pytest.mark.skipif(
    find_spec("ctranslate2") is None, reason="pip install ctranslate2 sentencepiece numpy"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def bpe(tmp_path_factory) -> bytes:
    return bpe_package(tmp_path_factory.mktemp("bpe"), SOURCES, "en", "es")


def prefixed(small: bytes) -> bytes:
    """As the multilingual packages: every target begins with a token of the vocabulary."""
    contents = files(small)
    token = json.loads(contents["model/shared_vocabulary.json"])[10]
    contents["metadata.json"] = metadata("en", "hi", "1.2", target_prefix=token)
    return archive("translate-en_hi-1_2", contents)


LAYOUTS = {
    "1.0": lambda small: old_layout(small, "en", "hi"),
    "1.9": lambda small: new_layout(small, "en", "hi"),
    "target prefix": prefixed,
    "stanza": lambda small: new_layout(
        small, "en", "hi", stanza__resources=b"{}", stanza__en__tokenize=b"weights"
    ),
    "minisbd": lambda small: new_layout(small, "en", "hi", minisbd__en=b"weights"),
    "macOS": lambda small: _with_mac_files(new_layout(small, "en", "hi")),
}


def _with_mac_files(good: bytes) -> bytes:
    """As macOS's Finder zips a folder: its own files lie beside and within."""
    import io
    import zipfile

    raw = io.BytesIO(good)
    with zipfile.ZipFile(raw, "a") as bundle:
        top = bundle.namelist()[0]
        for name in (".DS_Store", "__MACOSX/._translate", f"__MACOSX/{top}._metadata.json"):
            bundle.writestr(name, b"\0\5\x16\7")
        bundle.writestr(f"{top}.DS_Store", b"\0\0\0\1Bud1")
    return raw.getvalue()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_package_of_every_layout_is_installed_listed_and_run(home, models, layout):
    small = (models / "translate-en_hi-0_1.argosmodel").read_bytes()
    path = home / "package.argosmodel"
    path.write_bytes(LAYOUTS[layout](small))
    made = install_path(path)[0].package
    assert [package.name for package in workflow.listed()] == [made.name]
    assert [(row.name, row.problem) for row in workflow.verify()] == [(made.name, "")]
    rows = [
        line.split("\t") for line in (models / "known.en-hi.tsv").read_text("utf-8").splitlines()
    ]
    engine = ArgosEngine(EngineOptions(root=str(home), device="cpu"))
    drafts = dict(engine.translate([Request(text) for text, _ in rows[:40]], EN, locale("hi")))
    right = sum(drafts[number].text == expected for number, (_, expected) in enumerate(rows[:40]))
    assert drafts[0].engine == f"argos/{made.name}"
    # A prefix that this model never saw changes what it says, but is no part of it.
    assert right >= 36 or layout == "target prefix"
    assert all(draft.text.strip() for draft in drafts.values())


def test_a_package_with_bpe_is_installed_listed_and_run(home, bpe):
    path = home / "package.argosmodel"
    path.write_bytes(bpe)
    made = install_path(path)[0].package
    assert [(row.name, row.problem) for row in workflow.verify()] == [("en_es@1.9", "")]
    engine = ArgosEngine(EngineOptions(root=str(home), device="cpu"))
    text = "I have a book. Who is she?"
    ((_, draft),) = engine.translate([Request(text, align=True)], EN, ES)
    assert (draft.text, draft.engine, draft.doubts) == (text, f"argos/{made.name}", ())
    for block in draft.alignment:
        for (start, end), row in zip(block.target, block.weights, strict=True):
            low, high = block.source[row.index(max(row))]
            assert text[low:high] == draft.text[start:end].strip()


UPSTREAM = """
import json, sys
from localize.errors import PackageError
from localize.model import locale
from localize.plugins import load
from localize.translate.engines.base import EngineOptions, Request
texts, rows = json.load(sys.stdin), []
for name in ("argos", "argostranslate"):
    engine = load("localize.engines", name)(EngineOptions(quality="best", device="cpu"))
    drafts = dict(engine.translate([Request(t) for t in texts], locale("en"), locale("es")))
    rows.append([drafts[n].text for n in range(len(texts))])
print(json.dumps(rows))
"""


def needs_upstream() -> None:
    lacking = [name for name in ("argostranslate", "sacremoses") if find_spec(name) is None]
    if lacking and os.environ.get("LOCALIZE_CI"):
        pytest.fail(f"pip install --no-deps argostranslate 'sacremoses<0.2': {lacking} missing")
    if lacking:
        pytest.skip("pip install --no-deps argostranslate; pip install 'sacremoses<0.2'")


def test_bpe_says_what_upstream_says_on_the_same_package(home, bpe):
    needs_upstream()
    path = home / "package.argosmodel"
    path.write_bytes(bpe)
    install_path(path)
    done = subprocess.run(
        [sys.executable, "-c", UPSTREAM],
        input=json.dumps(SOURCES),
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
    )
    assert not done.returncode, done.stderr
    ours, theirs = json.loads(done.stdout)
    assert len(ours) == 200
    equal = sum(a == b for a, b in zip(ours, theirs, strict=True))
    assert equal >= 196, [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    assert len(set(ours)) > 150


HARD = [
    "Mr. Smith paid $5,000.50 (50 %) … and «left».",
    "“It's”, she said — ‘really?’",
    "e.g. U.S. firms, i.e. No. 5 & Nr. 7 etc. and so on...",
    "L'homme n'a qu'un [seul] <b>mot</b> | d'ordre",
    "Dr. Müller: „So“, sagte er.",
    "彼は 3.5 km 走った。人々が「はい」と言う。",
    "¿Qué? ¡No! a,b,c 1,2 nº\u00a05 10\u00a0000",
    "हिन्दी में क़लम, और डॉ. शर्मा।",
    "",
    " \t a'  ' b'",
    "THISDOTDOTMULTI ... .. .",
]


@pytest.mark.parametrize("language", ["en", "es", "da", "de", "fr", "pl", "ru", "ja", "ko", "hi"])
def test_words_are_cut_and_joined_as_sacremoses_does(language):
    needs_upstream()
    from sacremoses.normalize import MosesPunctNormalizer
    from sacremoses.tokenize import MosesDetokenizer, MosesTokenizer

    normalizer, tokenizer = MosesPunctNormalizer(language), MosesTokenizer(language)
    detokenizer = MosesDetokenizer(language)
    for text in (*HARD, *SOURCES[:50]):
        plain = normalizer.normalize(text)
        assert moses.normalized(text, language) == plain
        words = tokenizer.tokenize(plain)
        assert moses.tokens(plain, language) == words
        assert moses.text_of(words, language) == detokenizer.detokenize(words)


def test_bpe_of_either_version_and_what_is_none(tmp_path):
    path = tmp_path / "bpe.model"
    path.write_text("#version: 0.2\nb o\no k</w>\nbo ok</w>\n")
    assert WordPieces(path, "en", "es").encode(["book bo x"]) == [["book", "b@@", "o", "x"]]
    path.write_text("b o\no k\nk </w>\n")
    assert WordPieces(path, "en", "es").encode(["book"]) == [["bo@@", "ok"]]
    for text, said in (("#version: 9\n", "version 9"), ("a b c\n", "two pieces")):
        path.write_text(text)
        with pytest.raises(PackageError, match=said):
            WordPieces(path, "en", "es")


def test_the_places_of_tokens_are_those_of_their_letters(tmp_path):
    path = tmp_path / "bpe.model"
    path.write_text("#version: 0.2\n")
    text = "I “do” & don't… (yes)"
    pieces = WordPieces(path, "en", "es")
    tokens, spans = pieces.encode([text])[0], pieces.offsets(text)
    assert len(tokens) == len(spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    shown = "".join(text[start:end] for start, end in spans)
    assert shown == text.replace(" ", "")
