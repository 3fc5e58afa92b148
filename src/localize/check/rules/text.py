"""Empty texts, characters that no translation has, newlines at the edges, leaked instructions."""

import re
from collections.abc import Iterator

from localize.check.pair import Pair
from localize.check.rule import Hit, Rule
from localize.model import Severity

_UNKNOWN = re.compile("<unk>|⁇|\ufffd|\\[UNK\\]|▁")
# C0 and C1 controls but tab and newlines; the byte order mark; bidirectional embeddings and
# overrides (UAX #9), which reorder what follows them for good when they are not closed.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\U000e0001-\U000e007f]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"


def _empty(pair: Pair) -> Iterator[Hit]:
    if pair.source.strip() and not pair.target.strip():
        yield Hit("the translation is empty")


def _characters(pair: Pair) -> Iterator[Hit]:
    target = pair.target
    if target.isascii() and target.isprintable() and "<" not in target and "[" not in target:
        return
    for match in _UNKNOWN.finditer(target):
        if match[0] not in pair.source:
            shown = "U+FFFD" if match[0] == "\ufffd" else match[0]
            yield Hit(f"{shown} stands where a character was lost", match.span())
            break
    for match in _CONTROL.finditer(target):
        if match[0] not in pair.source:
            yield Hit(f"control character U+{ord(match[0]):04X}", match.span())
            break
    open_at: list[int] = []
    for match in _BIDI.finditer(target):
        if match[0] in _OPENING:
            open_at.append(match.start())
        elif open_at:
            open_at.pop()
        else:
            yield Hit("a bidirectional character closes nothing", match.span())
            return
    if open_at:
        yield Hit("a bidirectional character is not closed", (open_at[-1], open_at[-1] + 1))


def _newline(pair: Pair) -> Iterator[Hit]:
    source, target = pair.source, pair.target
    if not target or (source.strip() and not target.strip()):
        return  # the rule `empty` speaks of it
    for edge, has, had in (
        ("begin", target.startswith("\n"), source.startswith("\n")),
        ("end", target.endswith("\n"), source.endswith("\n")),
    ):
        if has != had:
            end = (0, 1) if edge == "begin" else (len(target) - 1, len(target))
            only, other = ("translation", "source") if has else ("source", "translation")
            yield Hit(f"the {only} {edge}s with a newline, the {other} does not", end)


_CONFLICT = re.compile(r"#-#-#-#-#|^(?:<<<<<<<|>>>>>>>)(?: |$)", re.MULTILINE)


def _conflict(pair: Pair) -> Iterator[Hit]:
    match = _CONFLICT.search(pair.target)
    if match and match[0] not in pair.source:
        yield Hit(f"{match[0].strip()} of a merge: choose one of the texts", match.span())


# What chat models say around a translation instead of giving it. Anchored at the edges, in
# words that the source must not have, so that a text about translation passes.
_LEAK_START = re.compile(
    r"(?:(?:here(?:'s| is)|below is|this is) (?:the|a|your|my) (?:\w+ ){0,3}translation"
    r"|(?:the )?(?:\w+ )?translat(?:ion|ed text)(?: (?:in)?to \w+| of \w+(?: \w+){0,3}| in \w+)?\s*(?:is\s*)?[:：]"
    r"|(?:sure|certainly|of course)[,!.] (?:here|i)\b|i(?:'m| am) sorry,? (?:but )?i (?:can|am|do)"
    r"|i (?:cannot|can't|am unable to) (?:translate|assist|help|provide)|as an ai\b"
    r"|以下(?:は|が|に).{0,12}(?:翻訳|訳)(?:です|を|文)|(?:日本語)?(?:翻訳|訳文|訳)\s*[:：]|申し訳(?:ありません|ございません)が、.{0,20}翻訳"
    r"|(?:यहाँ|यहां) .{0,20}अनुवाद (?:है|दिया)|अनुवाद\s*[:：]"
    r"|(?:以下是|这是|這是).{0,12}(?:翻译|翻譯|译文|譯文)|(?:翻译|翻譯|译文|譯文)\s*[:：]"
    r"|(?:hier ist|voici|aquí está|ecco|вот|oto|zde je|här är|ось) .{0,20}"
    r"(?:übersetzung|traduction|traducción|traduzione|перевод|tłumaczenie|překlad|översättning|переклад)"
    r"|(?:übersetzung|traduction|traducción|traduzione|tradução|перевод|переклад|překlad|tłumaczenie|översättning|vertaling)\s*[:：])",
    re.IGNORECASE,
)
_LEAK_END = re.compile(
    r"\n[*_(\[ ]{0,4}(?:(?:translator'?s )?notes?|explanation|(?:注|注意|注記|説明|解説)|नोट|टिप्पणी|"
    r"anmerkung|hinweis|remarque|nota|примечание)\s*\d?[*_]*\s*[:：]",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"translate the following|translate (?:this|the text) (?:in)?to |<\|(?:im_start|im_end|endoftext|eot_id)"
    r"|\[/?INST\]|</?(?:s|translation|target|output)>\s*$|^\s*(?:assistant|user|system)\s*[:：]",
    re.IGNORECASE,
)


def _instruction(pair: Pair) -> Iterator[Hit]:
    head = pair.target.lstrip(" \t\r\n*_#>")[:400]
    for pattern in (_LEAK_START, _PROMPT, _LEAK_END):
        match = pattern.match(head) if pattern is _LEAK_START else pattern.search(pair.target)
        if match and not pattern.search(pair.source) and not _about_translation(pair.source):
            yield Hit(
                f"{match[0].strip()!r} is an engine's talk, not the translation",
                _span(pair.target, match[0]),
            )
            return


def _span(text: str, part: str) -> tuple[int, int]:
    at = text.find(part)
    return at, at + len(part)


def _about_translation(source: str) -> bool:
    return re.search(r"\btranslat|\bnotes?\b\s*:", source, re.IGNORECASE) is not None


EMPTY = Rule(
    "empty",
    Severity.ERROR,
    "A text of spaces only, or an empty plural form, is published as a gap.",
    _empty,
)
CHARACTERS = Rule(
    "characters",
    Severity.ERROR,
    "U+FFFD and <unk> stand for something lost; control and stray bidirectional characters break "
    "the text around them.",
    _characters,
)
NEWLINE = Rule(
    "newline",
    Severity.ERROR,
    "A newline at the edge is layout, which the source decides.",
    _newline,
)
CONFLICT = Rule(
    "conflict",
    Severity.ERROR,
    "What msgcat or git wrote between two translations was never resolved.",
    _conflict,
)
INSTRUCTION = Rule(
    "instruction",
    Severity.ERROR,
    "A language model's preface, refusal, note or prompt is not text.",
    _instruction,
)
RULES = (EMPTY, CHARACTERS, NEWLINE, CONFLICT, INSTRUCTION)
