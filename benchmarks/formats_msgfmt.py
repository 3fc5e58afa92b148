"""Does `check` refuse every catalog that `msgfmt --check` refuses? Mutations of real catalogs.

    python benchmarks/formats_msgfmt.py DIR [--mutations 1000] [--seed 7] [--show]

DIR is searched for .po files, whatever their layout; an archive (.tar.xz) does as well. A mutation
is made on a stretch of a catalog that both accept. Format flags and plural forms that the catalogs
do not have are put into their own entries. `extra`: what `check` alone refuses.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from _data import catalogs

from localize.catalogs.po import decoded, read_catalog
from localize.check.run import catalog_findings
from localize.errors import CatalogError
from localize.model import Catalog, Entry, Severity, locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STRETCH = 12
"""Entries of a catalog that a mutation is made in."""
TRIES = 200
DIRECTIVES = {
    "c": "%s %d %ld %5.2f %zu %1$s %2$d %% %*d %c %<PRIu64>",
    "objc": "%s %@ %d %1$@ %2$d %%",
    "python": "%s %d %r %(name)s %(n)d %5.2f %% %c",
    "python-brace": "{name} {0} {1} {n:.2f} {a.b} {{",
    "php": "%s %d %1$s %2$d %05d %%",
    "javascript": "%s %d %1$s %2$d %j %%",
    "sh": "$name ${home} $user",
    "perl": "%s %d %1$s %2$d %%",
    "perl-brace": "{name} {n} {user}",
    "ruby": "%s %d %<n>d %{name} %1$s %%",
    "lua": "%s %d %q %c %%",
    "awk": "%s %d %1$s %2$d %%",
    "tcl": "%s %d %x %1$s %%",
    "java": "{0} {1} {0,number} {2,date}",
    "java-printf": "%s %d %1$s %2$d %n %%",
    "csharp": "{0} {1} {2:N2} {{ }}",
    "object-pascal": "%s %d %0:s %1:d %%",
    "qt": "%1 %2 %L3 %10",
    "qt-plural": "%n %Ln",
    "kde": "%1 %2 %3",
    "ycp": "%1 %2 %%",
}
BROKEN = {
    "%": ("%", "%が", "100% の", "%!"),
    "{": ("{", "{0", "{a-}", "{}"),
    "$": ("$", "${a", "$1"),
}
FORMULAS = ("n", "n != ", "EXPRESSION", "5", "n/0", "n%0", "(n", "n-1", "n>1 ? 0 : 9", "")
HEADER = "Content-Type: text/plain; charset=UTF-8\n"


def quoted(text: str) -> str:
    """A text as a PO file has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def written(entry: Entry, *, flags: tuple[str, ...] = ()) -> str:
    """An entry as lines of a PO file."""
    named = [flag for flag in (*entry.flags, *flags) if flag != "fuzzy"]
    lines = [f"#, {', '.join(named)}"] if named else []
    if entry.msgctxt is not None:
        lines.append(f"msgctxt {quoted(entry.msgctxt)}")
    lines.append(f"msgid {quoted(entry.msgid)}")
    if entry.msgid_plural is None:
        return "\n".join([*lines, f"msgstr {quoted(entry.text)}", ""])
    lines.append(f"msgid_plural {quoted(entry.msgid_plural)}")
    lines += (f"msgstr[{form}] {quoted(text)}" for form, text in enumerate(entry.msgstr))
    return "\n".join([*lines, ""])


class Stretch:
    """A part of a real catalog, as text."""

    def __init__(self, catalog: Catalog, entries: list[Entry], chance: random.Random) -> None:
        self.header = catalog.header.text if catalog.header else HEADER
        if "charset=" in self.header and "charset=UTF-8" not in self.header.replace("utf", "UTF"):
            self.header = HEADER
        self.entries = entries
        self.chance = chance

    def text(self, *, header: str | None = None, entries: list[str] | None = None) -> str:
        """The whole file."""
        header = self.header if header is None else header
        first = f'msgid ""\nmsgstr {quoted(header)}\n' if header else ""
        return "\n".join([first, *(entries or [written(entry) for entry in self.entries])])

    def with_last(self, msgid: str, msgstr: tuple[str, ...], **more: str) -> str:
        """The file with one more entry, made of its last one."""
        flag, plural, header = (more.get(key) for key in ("flag", "plural", "header"))
        entry = Entry(msgid, msgstr, msgid_plural=plural)
        entries = [written(one) for one in self.entries[:-1]]
        entries.append(written(entry, flags=(f"{flag}-format",) if flag else ()))
        return self.text(header=header, entries=entries)


def with_forms(header: str, forms: str) -> str:
    """A header with these plural forms."""
    lines = [line for line in header.splitlines() if not line.startswith("Plural-Forms")]
    return "".join(f"{line}\n" for line in (*lines, f"Plural-Forms: {forms}"))


def directives(part: Stretch) -> str:
    """An entry that is a format string, its directives swapped, lost, retyped or broken."""
    chance, last = part.chance, part.entries[-1]
    flag = chance.choice(list(DIRECTIVES))
    own = DIRECTIVES[flag].split()
    here = chance.choices(own, k=chance.choice((1, 2, 2, 3)))
    there = list(here)
    kind = chance.choice(("swap", "lose", "add", "retype", "break", "keep"))
    at = chance.randrange(len(there))
    if kind == "swap":
        chance.shuffle(there)
    elif kind == "lose":
        del there[at]
    elif kind == "add":
        there.insert(at, chance.choice(own))
    elif kind == "retype":
        there[at] = chance.choice(own)
    elif kind == "break":
        there.insert(at, chance.choice(BROKEN[own[0][0]]))
    msgid = " of ".join([last.msgid.strip(), *here])
    return part.with_last(msgid, (" の ".join([last.text.strip(), *there]),), flag=flag)


def plural_forms(part: Stretch) -> str:
    """A plural entry with more or fewer forms than its header says, or with other arguments."""
    chance, last = part.chance, part.entries[-1]
    rules = ("nplurals=1; plural=0;", "nplurals=2; plural=n != 1;", "nplurals=2; plural=n > 1;")
    slavic = "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2;"
    header = with_forms(part.header, chance.choice((*rules, slavic)))
    said = int(header.split("nplurals=")[1][0])
    forms = [f"%d {last.text.strip()}"] * max(said + chance.choice((-1, 0, 0, 1)), 1)
    if chance.random() < 0.5:
        forms[chance.randrange(len(forms))] = last.text.strip()
    single = chance.choice((f"%d {last.msgid.strip()}", last.msgid.strip()))
    plural = f"%d {last.msgid.strip()}s"
    return part.with_last(single, tuple(forms), flag="c", plural=plural, header=header)


def header_lost(part: Stretch) -> str:
    """No header, an empty one, or one without fields."""
    return part.text(header=part.chance.choice(("", "X: y\n", "\n")))


def header_forms(part: Stretch) -> str:
    """Plural forms that are none."""
    chance = part.chance
    count = chance.choice(("INTEGER", "2", "2", "0", "-1", "x", ""))
    return part.text(
        header=with_forms(part.header, f"nplurals={count}; plural={chance.choice(FORMULAS)};")
    )


def newlines(part: Stretch) -> str:
    """A newline at an edge of one text only."""
    last, chance = part.entries[-1], part.chance
    source, target = last.msgid.strip("\n"), last.text.strip("\n")
    if chance.random() < 0.5:
        source, target = f"{source}\n", target + chance.choice(("", "\n"))
    else:
        target = chance.choice((f"\n{target}", f"{target}\n"))
    return part.with_last(source, (target,))


def duplicate(part: Stretch) -> str:
    """An entry that occurs twice."""
    return part.text() + "\n" + written(part.chance.choice(part.entries))


def markers(part: Stretch) -> str:
    """What a merge left."""
    last = part.entries[-1]
    mark = "#-#-#-#-#  a.po  #-#-#-#-#\n"
    return part.with_last(last.msgid.strip(), (f"{mark}{last.text.strip()}",))


def syntax(part: Stretch) -> str:
    """A character or a line of the file changed, doubled or gone, or its end cut off."""
    chance, text = part.chance, part.text()
    at = chance.randrange(len(text))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + chance.choice('"\\#~[]{}%\x00') + text[at + 1 :]
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    if kind == 2:
        del lines[at]
    elif kind == 3:
        lines.insert(at, lines[at])
    else:
        lines[at] = chance.choice(("msgid\n", "domain\n", '"\n', "#~ msgid\n", 'msgstr[0] "a"\n'))
    return "".join(lines)


MUTATIONS: dict[str, Callable[[Stretch], str]] = {
    "directives": directives,
    "plural_forms": plural_forms,
    "header_lost": header_lost,
    "header_forms": header_forms,
    "newlines": newlines,
    "duplicate": duplicate,
    "markers": markers,
    "syntax": syntax,
}
WEIGHTS = (10, 4, 1, 3, 2, 1, 1, 4)


def refused_by_msgfmt(raw: bytes, folder: Path) -> str:
    """What msgfmt says against a catalog; empty: nothing."""
    path = folder / "mutant.po"
    path.write_bytes(raw)
    ran = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", str(path)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = ran.stderr.decode("utf-8", "replace")
    return (said or "refused") if ran.returncode else ""


def refused_by_check(raw: bytes, tag: str) -> list[str]:
    """What `check` says against a catalog, errors only."""
    try:
        catalog = decoded(raw, path="mutant.po")
    except CatalogError as error:
        return [str(error)]
    return [
        f"{finding.rule}: {finding.message}"
        for _, finding in catalog_findings(catalog, locale(tag))
        if finding.severity is Severity.ERROR
    ]


def stretches(
    paths: list[Path], chance: random.Random, folder: Path
) -> Iterator[tuple[Stretch, str]]:
    """Parts of the catalogs that both accept, with their locale, again and again."""
    refused = 0
    while refused < TRIES:
        refused += 1
        path = chance.choice(paths)
        try:
            catalog = read_catalog(path)
        except CatalogError:
            continue
        entries = [e for e in catalog.live() if e.translated and not e.fuzzy and e.msgid.strip()]
        if not entries:
            continue
        at = chance.randrange(max(len(entries) - STRETCH, 1))
        part = Stretch(catalog, entries[at : at + STRETCH], chance)
        tag = catalog.locale.tag if catalog.locale else "und"
        raw = part.text().encode()
        if not refused_by_msgfmt(raw, folder) and not refused_by_check(raw, tag):
            refused = 0
            yield part, tag
    sys.exit("no part of these catalogs is accepted by both: nothing to mutate")


def main() -> None:
    """Mutate, ask both, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--show", action="store_true", help="print what only one of the two refuses"
    )
    options = parser.parse_args()
    if shutil.which("msgfmt") is None:
        sys.exit("msgfmt is not installed: apt install gettext")
    chance = random.Random(options.seed)
    theirs, both, extra = Counter[str](), Counter[str](), Counter[str]()
    paths = catalogs(options.folder)
    if not paths:
        sys.exit(f"{options.folder}: no .po file")
    with tempfile.TemporaryDirectory() as name:
        parts = stretches(paths, chance, Path(name))
        for _ in range(options.mutations):
            part, tag = next(parts)
            kind = chance.choices(list(MUTATIONS), WEIGHTS)[0]
            raw = MUTATIONS[kind](part).encode()
            said, ours = refused_by_msgfmt(raw, Path(name)), refused_by_check(raw, tag)
            theirs[kind] += bool(said)
            both[kind] += bool(said and ours)
            extra[kind] += bool(ours and not said)
            if options.show and bool(said) != bool(ours):
                print(f"--- {kind}, {tag}\n{said}{ours}\n{raw.decode()[-600:]}")
    for kind in MUTATIONS:
        print(f"{kind}: msgfmt {theirs[kind]}, both {both[kind]}, check alone {extra[kind]}")
    print(
        f"RESULT mutations={options.mutations} refused_msgfmt={theirs.total()} "
        f"refused_both={both.total()} extra={extra.total()}"
    )


if __name__ == "__main__":
    main()
