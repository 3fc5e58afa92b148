"""The draft of a text from those of its sentences. Pure."""

from dataclasses import dataclass

from localize.model import Alignment, Draft, Locale
from localize.scripts import separator
from localize.translate.engines.argos_batch import SentenceDraft


@dataclass(slots=True)
class OpenText:
    """A text whose sentences are on their way."""

    spans: tuple[tuple[int, int], ...]
    outputs: list[SentenceDraft | None]
    left: int


def joined(text: str, done: OpenText, target: Locale, name: str) -> Draft:
    """The draft of a request from those of its sentences, the whitespace around them kept."""
    outputs = [output for output in done.outputs if output is not None]
    if len(outputs) == 1 and not outputs[0].alignment:
        ((start, end),) = done.spans
        (output,) = outputs
        score = output.score if output.tokens else None
        return Draft(f"{text[:start]}{output.text}{text[end:]}", name, score, output.doubts)
    pieces = [text[: done.spans[0][0]]]
    blocks: list[Alignment] = []
    position = len(pieces[0])
    for number, (output, (start, _)) in enumerate(zip(outputs, done.spans, strict=True)):
        if number:
            gap = separator(text[done.spans[number - 1][1] : start], target)
            pieces.append(gap)
            position += len(gap)
        pieces.append(output.text)
        if output.alignment is not None:
            blocks.append(_moved(output.alignment, start, position))
        position += len(output.text)
    pieces.append(text[done.spans[-1][1] :])
    tokens = sum(output.tokens for output in outputs)
    score = sum(output.score * output.tokens for output in outputs) / tokens if tokens else None
    doubts = tuple(dict.fromkeys(doubt for output in outputs for doubt in output.doubts))
    return Draft("".join(pieces), name, score, doubts, tuple(blocks))


def _moved(block: Alignment, source: int, target: int) -> Alignment:
    return Alignment(
        tuple((start + source, end + source) for start, end in block.source),
        tuple((start + target, end + target) for start, end in block.target),
        block.weights,
    )
