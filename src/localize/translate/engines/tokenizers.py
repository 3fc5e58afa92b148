"""The two tokenizers of packages: `sentencepiece.model`, and the older `bpe.model`."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from localize.errors import PackageError
from localize.translate.engines import moses
from localize.translate.engines.packages import Package

SPACE = "\u2581"
"""How sentencepiece writes a space before a piece; a copied word has it with both tokenizers."""
_PART = "@@"
"""What BPE puts behind a piece that does not end its word."""
_END = "</w>"


class Tokenizer(Protocol):
    """Between the text of a sentence and the tokens of a model."""

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text."""
        ...

    def offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` in characters of each token of a text."""
        ...

    def decode(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The text of each row of tokens."""
        ...

    def decoded_offsets(self, tokens: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` in characters of `text`, which is `decode([tokens])`, of each token."""
        ...


def tokenizer(package: Package) -> Tokenizer:
    """The tokenizer of a package; of two the newer one, as Argos Translate takes it.

    Raises:
        PackageError: it is not what its name says.
    """
    model = package.path / "sentencepiece.model"
    if model.is_file():
        return SentencePieces(model)
    return WordPieces(package.path / "bpe.model", package.source, package.target)


class SentencePieces:
    """SentencePiece, which knows its characters' places."""

    def __init__(self, model: Path) -> None:
        import sentencepiece

        try:
            self._processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
        except (RuntimeError, ValueError, OSError) as error:
            raise PackageError(f"not a SentencePiece model: {error}", path=model) from error

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text."""
        rows: list[list[str]] = self._processor.encode(list(texts), out_type=str)
        return rows

    def offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` in characters of each token of a text."""
        mapping: dict[str, Any] = self._processor.encode(text, return_type="offset_mapping")
        return tuple((int(start), int(end)) for start, end in mapping["offsets"])

    def decode(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The text of each row. Underscores stay, which Argos' own decoder turns into spaces."""
        texts: list[str] = self._processor.decode(list(map(list, rows))) if rows else []
        return [text.replace(SPACE, " ").strip(" ") for text in texts]

    def decoded_offsets(self, tokens: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` in characters of the decoded text of each token."""
        joined = "".join(tokens).replace(SPACE, " ")
        if joined.strip(" ") != text:  # byte pieces or unknown ones
            return _by_beginnings(tokens, text, self.decode)
        lead = len(joined) - len(joined.lstrip(" "))
        ends = [0]
        for token in tokens:
            ends.append(ends[-1] + len(token))
        return tuple(pairwise(min(max(end - lead, 0), len(text)) for end in ends))


class WordPieces:
    """Moses' words in the pieces of `bpe.model` (subword-nmt; Sennrich et al. 2016)."""

    def __init__(self, model: Path, source: str, target: str) -> None:
        self._source, self._target = source, target
        self._words: dict[str, list[str]] = {}
        try:
            lines = model.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise PackageError(f"cannot be read: {error}", path=model) from error
        version = ""
        if lines[:1] and lines[0].startswith("#version:"):
            version = lines.pop(0).split()[-1]
            while version.endswith(".0"):
                version = version.removesuffix(".0")
        if version not in {"", "0.1", "0.2"}:
            raise PackageError(f"BPE of version {version}; 0.1 and 0.2 are known", path=model)
        self._whole_ends = version == "0.2"
        self._ranks: dict[tuple[str, ...], int] = {}
        for number, line in enumerate(lines):
            pair = tuple(line.strip("\r\n ").split(" "))
            if len(pair) != 2:
                raise PackageError("two pieces and a space expected", path=model, line=number + 1)
            self._ranks.setdefault(pair, number)

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text."""
        return [self._encoded(text) for text in texts]

    def _encoded(self, text: str) -> list[str]:
        return [piece for word in self._cut(text) for piece in self._pieces(word)]

    def _cut(self, text: str) -> list[str]:
        return moses.tokens(moses.normalized(text, self._source), self._source)

    def _pieces(self, word: str) -> list[str]:
        if word not in self._words:
            merged = self._merged(word)
            merged[-1] = merged[-1].removesuffix(_END)
            pieces = [piece for piece in merged if piece]
            self._words[word] = [*(piece + _PART for piece in pieces[:-1]), pieces[-1]]
        return self._words[word]

    def _merged(self, word: str) -> list[str]:
        """The characters of a word, merged as long as the model knows a pair, the first ones first.

        A word of one character stays one, whatever the model would make of it: so does subword-nmt.
        """
        pieces = [*word[:-1], word[-1] + _END] if self._whole_ends else [*word, _END]
        while len(pieces) > 1:
            first = min(pairwise(pieces), key=self._rank)
            if first not in self._ranks:
                break
            merged: list[str] = []
            for piece in pieces:
                # A piece that was just merged is no first half of another pair.
                if merged and (merged[-1], piece) == first:
                    merged[-1] += piece
                else:
                    merged.append(piece)
            pieces = merged
        return pieces

    def _rank(self, pair: tuple[str, str]) -> float:
        return self._ranks.get(pair, float("inf"))

    def offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """The places of the tokens' letters in order; of what Moses wrote otherwise, about."""
        position = 0
        spans = []
        for word in self._cut(text):
            plain = moses.unescaped(word)
            gap = len(text) - position - len(text[position:].lstrip())
            start = text.find(plain, position)
            size = len(plain)
            if not position <= start <= position + gap + _NEAR:
                start, size = position + gap, 1  # a quotation mark, a dash, three dots
            position = min(start + size, len(text))
            done = 0
            for piece in self._pieces(word):
                # Of an escaped mark each piece has its share.
                low, done = done, done + len(piece.removesuffix(_PART))
                places = (start + place * size // len(word) for place in (low, done))
                spans.append((min(next(places), position), min(next(places), position)))
        return tuple(spans)

    def decode(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The text of each row of tokens."""
        return [self._decoded(row) for row in rows]

    def _decoded(self, row: Sequence[str]) -> str:
        joined = " ".join(token.removeprefix(SPACE) for token in row).replace(_PART + " ", "")
        return moses.text_of(joined.removesuffix(_PART).split(" "), self._target)

    def decoded_offsets(self, tokens: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` in characters of the decoded text of each token."""
        return _by_beginnings(tokens, text, self.decode)


_NEAR = 8
"""Characters between two tokens, beyond which the place of a token is a guess."""


def _by_beginnings(
    tokens: Sequence[str], text: str, decode: Callable[[Sequence[Sequence[str]]], list[str]]
) -> tuple[tuple[int, int], ...]:
    """The places of tokens by the lengths of ever longer beginnings."""
    beginnings = decode([tokens[:number] for number in range(len(tokens) + 1)])
    return tuple(pairwise(_rising(beginnings, len(text))))


def _rising(beginnings: Sequence[str], most: int) -> Iterator[int]:
    end = 0
    for beginning in beginnings:
        end = max(end, min(len(beginning), most))
        yield end
