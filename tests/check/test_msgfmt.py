"""What `msgfmt --check` refuses, `check` refuses: headers, plural forms, format strings."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from localize.catalogs.po import decoded
from localize.check.header import plurals
from localize.check.run import catalog_findings
from localize.errors import CatalogError
from localize.model import Severity, locale

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
FORMS = '"Plural-Forms: nplurals={}; plural={};\\n"\n'
ENTRY = '\nmsgid "Open the door"\nmsgstr "Tür öffnen"\n'
PLURAL = '\n#, c-format\nmsgid "%d file"\nmsgid_plural "%d files"\n'
GERMAN = HEADER + FORMS.format(2, "n != 1")


def form(number: int, text: str) -> str:
    return f'msgstr[{number}] "{text}"\n'


def flagged(flag: str, msgid: str, msgstr: str) -> str:
    return f'{HEADER}\n#, {flag}-format\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n'


REFUSED = {
    "no header": ENTRY,
    "an empty header": 'msgid ""\nmsgstr ""\n' + ENTRY,
    "nplurals is a word": HEADER + FORMS.format("INTEGER", "EXPRESSION") + ENTRY,
    "nplurals is 0": HEADER + FORMS.format(0, "0") + ENTRY,
    "a formula with a division by zero": HEADER + FORMS.format(2, "n%0") + ENTRY,
    "a formula beyond nplurals": HEADER + FORMS.format(2, "n") + ENTRY,
    "a formula that is none": HEADER + FORMS.format(2, "n !=") + ENTRY,
    "plural forms without a formula": HEADER + PLURAL + form(0, "%d Datei"),
    "one form of two": GERMAN + PLURAL + form(0, "%d Datei"),
    "two of three": HEADER
    + FORMS.format(3, "n%3")
    + PLURAL
    + form(0, "%d soubor")
    + form(1, "%d soubory"),
    "a form for many numbers without the number": GERMAN
    + PLURAL
    + form(0, "%d Datei")
    + form(1, "Dateien"),
    "the only form without the number": HEADER + FORMS.format(1, 0) + PLURAL + form(0, "ファイル"),
    "a form with another argument": GERMAN + PLURAL + form(0, "%s Datei") + form(1, "%d Dateien"),
    "arguments swapped": flagged("c", "%s of %d", "%d von %s"),
    "a percent sign alone": flagged("python", "%s of it", "100%が %s"),
    "a tuple for a mapping": flagged("python", "%(n)s of it", "%s davon"),
    "a field lost": flagged("python-brace", "{a} of {b}", "{a}"),
    "a brace left open": flagged("python-brace", "{a} of it", "{a davon"),
    "php": flagged("php", "%1$s of %2$d", "%2$s von %1$s"),
    "objc": flagged("objc", "%@ of %d", "%d von %@"),
    "sh": flagged("sh", "$user of $home", "$user"),
    "javascript": flagged("javascript", "%s of %d", "%d von %s"),
    "qt": flagged("qt", "%1 of %2", "%1 von %3"),
    "kde": flagged("kde", "%1 of %2", "%1"),
    "a newline at the end only": f'{HEADER}\nmsgid "Open\\n"\nmsgstr "Öffnen"\n',
    "an entry twice": HEADER + ENTRY + ENTRY,
}
ACCEPTED = {
    "a header and an entry": HEADER + ENTRY,
    "plural forms": GERMAN + PLURAL + form(0, "%d Datei") + form(1, "%d Dateien"),
    "a form for one number without it": GERMAN
    + PLURAL
    + form(0, "eine Datei")
    + form(1, "%d Dateien"),
    "arguments by their number": flagged("c", "%s of %d", "%2$d von %1$s"),
    "an entry that is not translated": f'{HEADER}\nmsgid "Open"\nmsgstr ""\n',
    "a source that is no format string": flagged("c", "Only 50%", "Nur 50%"),
}


def errors(text: str, tag: str = "de") -> list[str]:
    try:
        catalog = decoded(text.encode(), path="a.po")
    except CatalogError as error:
        return [str(error)]
    findings = catalog_findings(catalog, locale(tag))
    return [one.message for _, one in findings if one.severity is Severity.ERROR]


def refused_by_msgfmt(text: str, folder) -> bool:
    if shutil.which("msgfmt") is None:
        (pytest.fail if os.environ.get("LOCALIZE_CI") else pytest.skip)(
            "needs msgfmt: apt install gettext"
        )
    path = folder / "a.po"
    path.write_text(text, encoding="utf-8")
    command = ["msgfmt", "--check", "-o", "/dev/null", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_msgfmt_refuses_is_refused(text, tmp_path):
    assert errors(text)
    assert refused_by_msgfmt(text, tmp_path)


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_right_is_accepted(text, tmp_path):
    assert errors(text) == []
    assert not refused_by_msgfmt(text, tmp_path)


def test_unnamed_fields_may_be_numbered_to_change_places():
    assert errors(flagged("python-brace", "{} {}", "{1}{0}")) == []


def test_what_a_merge_left_is_an_error():
    mark = r"#-#-#-#-#  a.po (1.0)  #-#-#-#-#\n"
    text = f'{HEADER}\n#, fuzzy\nmsgid "Open"\nmsgstr "{mark}Öffnen\\n{mark}Auf"\n'
    assert any("merge" in message for message in errors(text))


def test_a_form_for_few_numbers_is_told_from_one_for_many():
    assert plurals("Plural-Forms: nplurals=2; plural=n > 1;").often == (False, True)
    assert plurals("Plural-Forms: nplurals=2; plural=n%10==1 ? 0 : 1;").often == (True, True)
