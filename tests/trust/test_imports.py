"""What an import may never do: make a draft pass for reviewed, or put a text where it is not of."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import CONFIG, Project

from localize.catalogs.files import write_catalog
from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.errors import LocalizeError
from localize.model import Locale, State, state
from localize.model.state import drafted
from localize.workflow.import_file import import_file

FORMS = [("xliff", "xlf"), ("xliff12", "xlf"), ("csv", "csv")]
SENTENCES = (
    "The harbour is open until nine.",
    "Gulls sleep on the breakwater.",
    "Tea costs <b>two</b> coins today.",
    "Lanterns hang along the quay.",
    "The ferry to the island left early.",
    "Nobody counts the cats here.",
)
JAPANESE = (
    "港は九時まで開いています。",
    "カモメは防波堤で眠ります。",
    "お茶は今日<b>二</b>枚です。",
    "岸壁に灯りが並びます。",
    "島への船は早く出ました。",
    "ここでは誰も猫を数えません。",
)


@pytest.fixture(scope="module")
def drafted_once(tmp_path_factory):
    """Six sentences, drafted in two locales by an engine."""
    root = tmp_path_factory.mktemp("harbour")
    made = Project(root)
    made.write("localize.toml", CONFIG)
    made.write("content/garden.md", "\n\n".join(("# Harbour", *SENTENCES)) + "\n")
    for words in (["extract"], ["update"], ["translate", "--engine", "pseudo"]):
        made(*words)
    return root


@pytest.fixture
def harbour(drafted_once, tmp_path):
    """A copy of them."""
    shutil.copytree(drafted_once, tmp_path / "project")
    return Project(tmp_path / "project")


def entries(project, locale="ja"):
    (path,) = (project.root / "locales" / locale).rglob("*.po")
    return {entry.msgid: entry for entry in read_catalog(path).live()}


def states(project, locale="ja"):
    return {state(entry) for entry in entries(project, locale).values()}


def exported(project, form, locale="ja", *words):
    project("export", "-f", form, "-o", "out", "-t", locale, *words)
    (path,) = (project.root / "out").glob(f"{locale}.*")
    return path


def redrafted(project, locale="ja"):
    """Every draft made again by an engine that says something else."""
    (path,) = (project.root / "locales" / locale).rglob("*.po")
    catalog = read_catalog(path)
    again = (drafted(one, (f"{one.text}…",), engine="other@2") for one in catalog.entries)
    write_catalog(path, replace(catalog, entries=tuple(again)))


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write_rows(path, changed, **options):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, changed[0].keys(), **options)
    writer.writeheader()
    writer.writerows(changed)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


@pytest.mark.parametrize(("form", "suffix"), FORMS)
def test_an_unedited_export_makes_no_draft_accepted_though_it_was_redrafted(harbour, form, suffix):
    path = exported(harbour, form)
    assert path.suffix == f".{suffix}"
    redrafted(harbour)
    before = harbour.tree("locales")
    harbour("import", str(path))
    assert harbour.tree("locales") == before
    assert states(harbour) == {State.MACHINE}


def test_a_tool_that_trims_white_space_confirms_no_draft(harbour):
    path = exported(harbour, "csv")
    write_rows(
        path, [{**row, "msgstr": row["msgstr"].replace(" ", "  ") + " "} for row in rows(path)]
    )
    redrafted(harbour)
    harbour("import", str(path))
    assert states(harbour) == {State.MACHINE}


def test_a_draft_that_a_person_confirmed_is_accepted_though_it_was_redrafted(harbour):
    path = exported(harbour, "csv")
    confirmed = [{**row, "state": "translated"} for row in rows(path)]
    write_rows(path, confirmed)
    redrafted(harbour)
    harbour("import", str(path))
    texts = {row["msgid"]: row["msgstr"] for row in confirmed}
    assert {msgid: entry.text for msgid, entry in entries(harbour).items()} == texts
    assert states(harbour) == {State.TRANSLATED}


def test_a_file_that_left_accepted_confirms_nothing_by_coming_back(harbour):
    path = exported(harbour, "csv")
    write_rows(path, [{**row, "state": "translated"} for row in rows(path)])
    harbour("import", str(path))
    later = exported(harbour, "csv")
    (catalog,) = (harbour.root / "locales/ja").rglob("*.po")
    text = catalog.read_text(encoding="utf-8")
    doubted = re.sub(r"\nmsgid \"G", '\n#, fuzzy\nmsgid "G', text)
    assert doubted != text
    catalog.write_text(doubted, encoding="utf-8")
    harbour("import", str(later))
    assert catalog.read_text(encoding="utf-8") == doubted


def test_a_machines_catalog_from_elsewhere_is_not_accepted(harbour):
    (catalog,) = (harbour.root / "locales/ja").rglob("*.po")
    raw = catalog.read_bytes()
    harbour.write("other.po", raw.decode())
    redrafted(harbour)
    harbour("import", "--to", "ja", "other.po")
    assert states(harbour) == {State.MACHINE}
    stripped = re.sub(r"# localize: mt.*\n|#, .*fuzzy.*\n", "", raw.decode())
    emptied = re.sub(r'^msgstr "(?!").*"$', 'msgstr ""', stripped, flags=re.MULTILINE)
    catalog.write_text(emptied, encoding="utf-8")
    harbour("import", "--to", "ja", "other.po")
    assert not any(one.accepted for one in states(harbour))


def test_a_sheet_whose_texts_were_sorted_without_its_ids_puts_no_text_into_a_wrong_entry(harbour):
    path = exported(harbour, "csv")
    texts = {row["msgid"]: row["msgstr"] for row in rows(path)}
    ordered = sorted(rows(path), key=lambda row: row["msgid"])
    edited = [
        {**kept, **{name: row[name] for name in ("msgid", "msgstr", "state")}}
        for kept, row in zip(rows(path), ordered, strict=True)
    ]
    edited[2]["msgstr"] += "!"
    texts[edited[2]["msgid"]] += "!"
    write_rows(path, edited)
    harbour("import", str(path))
    assert {msgid: entry.text for msgid, entry in entries(harbour).items()} == texts
    assert sum(state(one).accepted for one in entries(harbour).values()) == 1


def test_a_sheet_whose_translations_alone_were_sorted_is_refused_row_by_row(harbour):
    path = exported(harbour, "csv")
    before = harbour.tree("locales")
    ordered = sorted((row["msgstr"] for row in rows(path)), reverse=True)
    write_rows(
        path, [{**row, "msgstr": text} for row, text in zip(rows(path), ordered, strict=True)]
    )
    done = harbour("import", str(path), code=6)
    assert "another source" in done.stderr
    assert harbour.tree("locales") == before


@pytest.mark.parametrize("form", ["xliff", "xliff12"])
def test_swapped_ids_put_no_text_into_a_wrong_entry(harbour, form):
    path = exported(harbour, form)
    text = path.read_text(encoding="utf-8")
    first, second, *_ = re.findall(r'id="(u[^"]*)"', text)
    swapped = text.replace(first, "@").replace(second, first).replace("@", second)
    before = harbour.tree("locales")
    path.write_text(swapped, encoding="utf-8")
    harbour("import", str(path))
    assert harbour.tree("locales") == before


def test_an_id_whose_source_is_in_no_catalog_is_refused(harbour):
    path = exported(harbour, "csv")
    write_rows(
        path, [{**row, "msgid": "Another text.", "msgstr": "別の文。"} for row in rows(path)[:1]]
    )
    before = harbour.tree("locales")
    done = harbour("import", str(path), "--json", code=6)
    assert harbour.tree("locales") == before
    (left,) = json.loads(done.stdout)[0]["left"]
    assert (left["outcome"], left["msgid"], left["theirs"]) == (
        "unknown",
        "Another text.",
        "別の文。",
    )
    assert left["line"] == 2


@pytest.mark.parametrize(
    ("form", "attribute"), [("xliff", "trgLang"), ("xliff12", "target-language")]
)
def test_a_file_of_another_locale_is_refused(harbour, form, attribute):
    path = exported(harbour, form)
    before = harbour.tree("locales")
    assert "ja" in harbour("import", "--to", "hi", str(path), code=2).stderr
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'{attribute}="ja"', f'{attribute}="fr"'), encoding="utf-8")
    harbour("import", str(path), code=2)
    harbour("import", "--to", "ja", str(path), code=2)
    path.write_text(text.replace(f'{attribute}="ja"', f'{attribute}="ja-JP"'), encoding="utf-8")
    harbour("import", "--to", "ja", str(path))
    assert harbour.tree("locales") == before


@pytest.mark.parametrize("suffix", ["csv", "xlf", "po"])
def test_japanese_does_not_come_into_hindi(harbour, suffix):
    pairs = list(zip(SENTENCES, JAPANESE, strict=True))
    match suffix:
        case "csv":
            lines = ["msgid,msgstr", *(f'"{source}","{text}"' for source, text in pairs)]
        case "xlf":
            lines = [
                '<xliff version="2.0" srcLang="en" trgLang="hi" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">',
                *(
                    f'<unit id="x{n}"><segment state="final"><source>{s.replace("<", "&lt;")}'
                    f"</source><target>{t.replace('<', '&lt;')}</target></segment></unit>"
                    for n, (s, t) in enumerate(pairs)
                ),
                "</file></xliff>",
            ]
        case _:
            lines = [f'msgid "{source}"\nmsgstr "{text}"\n' for source, text in pairs]
    harbour.write(f"hi.{suffix}", "\n".join(lines))
    before = harbour.tree("locales")
    done = harbour("import", "--to", "hi", f"hi.{suffix}", code=2)
    assert "hi" in done.stderr
    assert harbour.tree("locales") == before


def test_a_cell_that_a_spreadsheet_cut_short_is_told_with_its_line(harbour):
    path = exported(harbour, "csv")
    long = [{**row} for row in rows(path)]
    long[3]["msgstr"] = "あ" * 32767
    long[4]["msgstr"] = "島への船は早く出た。"
    write_rows(path, long)
    done = harbour("import", str(path), code=6)
    assert f"{path.name}:5" in done.stderr
    assert "32,767" in done.stderr
    assert entries(harbour)[long[3]["msgid"]].text != long[3]["msgstr"]
    assert entries(harbour)[long[4]["msgid"]].text == "島への船は早く出た。"


@pytest.mark.parametrize(("form", "suffix"), [*FORMS, ("po", "po")])
def test_a_file_cut_short_is_told_with_its_line_and_changes_nothing(harbour, form, suffix):
    if form == "po":
        (catalog,) = (harbour.root / "locales/ja").rglob("*.po")
        path = harbour.write("cut.po", catalog.read_text(encoding="utf-8"))
    else:
        path = exported(harbour, form)
    raw = path.read_bytes()
    before = harbour.tree("locales")
    told = 0
    for end in range(len(raw) // 2, len(raw) // 2 + 90):
        path.write_bytes(raw[:end])
        lines = []
        try:
            import_file(load_project(harbour.root), path, to=Locale("ja"))
        except LocalizeError as error:
            lines.append(error.line)
        assert all(lines)
        told += len(lines)
        assert harbour.tree("locales") == before
    assert told > (0 if form == "po" else 60)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ";"),
        ("utf-8-sig", "\t"),
        ("utf-16", "\t"),
        ("utf-16-le", ","),
        ("utf-16-be", ";"),
        ("cp932", ","),
        ("utf-8", "|"),
    ],
)
def test_a_sheet_in_another_encoding_or_delimiter_is_understood(harbour, encoding, delimiter):
    path = exported(harbour, "csv")
    mine = [
        {name: row[name] for name in ("locale", "id", "msgid", "msgstr", "state")}
        for row in rows(path)
    ]
    texts = dict(zip(SENTENCES, JAPANESE, strict=True))
    for row in mine:
        row["msgstr"] = texts.get(row["msgid"], "港")
    write_rows(path, mine, delimiter=delimiter)
    sheet = path.with_suffix(".txt" if delimiter == "\t" else ".csv")
    sheet.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    harbour("import", str(sheet))
    assert {msgid: entry.text for msgid, entry in entries(harbour).items()} == {
        "Harbour": "港",
        **texts,
    }


def test_an_encoding_that_cannot_be_told_is_told_with_its_line(harbour):
    harbour.write("ja.csv", "")
    (harbour.root / "ja.csv").write_bytes(b"msgid,msgstr\r\nHarbour,\xe6\xb8\r\nx,\xff\xfe\xfd\r\n")
    done = harbour("import", "ja.csv", code=1)
    assert "ja.csv:2: not UTF-8" in done.stderr
    (harbour.root / "ja.csv").write_bytes("msgid,msgstr\r\nHarbour,港".encode()[:-1])
    assert "cut short" in harbour("import", "ja.csv", code=1).stderr


def test_a_comma_that_is_not_quoted_cuts_no_text(harbour):
    harbour.write("ja.csv", "msgid,msgstr\nHarbour,港, 湾\n")
    done = harbour("import", "ja.csv", code=6)
    assert "ja.csv:2" in done.stderr
    assert "港" not in entries(harbour)["Harbour"].text


def test_conflicts_and_unknown_rows_are_named_and_have_an_exit_code(harbour):
    harbour.write("ja.csv", "msgid,msgstr,state\nHarbour,港,translated\n")
    harbour("import", "ja.csv")
    harbour.write("ja.csv", "msgid,msgstr,state\nHarbour,みなと,translated\nElsewhere,他所,\n")
    done = harbour("import", "ja.csv", code=6)
    for words in ("Harbour", "みなと", "港", "Elsewhere", "他所", "ja.csv:2", "ja.csv:3"):
        assert words in done.stderr
    left = json.loads(harbour("import", "ja.csv", "--json", code=6).stdout)[0]["left"]
    assert [(one["outcome"], one["msgid"], one["theirs"], one["ours"]) for one in left] == [
        ("conflict", "Harbour", "みなと", "港"),
        ("unknown", "Elsewhere", "他所", ""),
    ]
    assert entries(harbour)["Harbour"].text == "港"
    harbour("import", "--overwrite", "ja.csv", code=6)
    assert entries(harbour)["Harbour"].text == "みなと"


def test_two_rows_of_one_entry_do_not_overwrite_each_other(harbour):
    harbour.write("ja.csv", "msgid,msgstr\nHarbour,港\nHarbour,湾\n")
    done = harbour("import", "ja.csv", code=6)
    assert "湾" in done.stderr
    assert entries(harbour)["Harbour"].text == "港"


def test_exit_code_of_texts_left_out_is_documented():
    page = Path(__file__).parents[2] / "docs" / "exit-codes.md"
    assert "| 6 |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["xliff", "xliff12"])
def test_what_is_left_of_xliff_is_named_with_its_line(harbour, form):
    path = exported(harbour, form)
    text = path.read_text(encoding="utf-8").replace("Harbour</source>", "Port</source>")
    unit = max(text.rfind(f"<{name} ", 0, text.index("Port<")) for name in ("unit", "trans-unit"))
    line = text.count("\n", 0, unit) + 1
    path.write_text(text, encoding="utf-8")
    done = harbour("import", "--json", str(path), code=6)
    (left,) = json.loads(done.stdout)[0]["left"]
    assert left["line"] == line
    assert f"{path.name}:{line}: unknown: Port" in done.stderr


@pytest.mark.parametrize("form", ["xliff", "xliff12"])
def test_elements_without_end_are_told_with_their_line(harbour, form):
    path = exported(harbour, form)
    deep = "<mrk>" * 20_000 + "x" + "</mrk>" * 20_000
    text = path.read_text(encoding="utf-8").replace("Harbour</source>", f"{deep}</source>")
    path.write_text(text, encoding="utf-8")
    done = harbour("import", str(path), code=1)
    assert re.search(rf"{path.name}:\d+: .*nested", done.stderr)


@pytest.mark.parametrize("form", ["xliff", "csv"])
def test_an_export_does_not_write_over_what_somebody_wrote_into_the_last_one(harbour, form):
    path = exported(harbour, form)
    exported(harbour, form)
    typed = path.read_text(encoding="utf-8-sig").replace("⟧", "です⟧", 1)
    path.write_text(typed, encoding="utf-8")
    done = harbour("export", "-f", form, "-o", "out", "-t", "ja", code=2)
    assert "import" in done.stderr
    assert path.read_text(encoding="utf-8") == typed
    harbour("import", str(path))
    exported(harbour, form)
    assert "です⟧" in path.read_text(encoding="utf-8")


def test_the_forms_of_a_plural_come_from_a_catalog(project):
    head = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    plural = '"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"\n\n'
    entry = (
        'msgid "%d cat"\nmsgid_plural "%d cats"\nmsgstr[0] "{}"\nmsgstr[1] "{}"\nmsgstr[2] "{}"\n'
    )
    project.write("localize.toml", 'source = "en"\nlocales = ["ru"]\ncontent = ["content/*.md"]\n')
    project.write("locales/ru/LC_MESSAGES/a.po", head + plural + entry.format("", "", ""))
    forms = ("%d кот", "%d кота", "%d котов")
    project.write("ru.po", head + plural + entry.format(*forms))
    project("import", "ru.po")
    (made,) = read_catalog(project.root / "locales/ru/LC_MESSAGES/a.po").live()
    assert made.msgstr == forms
    assert state(made) is State.TRANSLATED
