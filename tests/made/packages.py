"""Packages of every layout that exists, made from the small ones; and one that copies its source.

The copying model is a genuine Transformer whose weights were set by hand: the decoder attends from
each place to the same place of the source and writes the token that is there. What it writes is
what its tokenizer makes of the text and back, so BPE can be seen whole without training anything.
"""

from __future__ import annotations

import collections
import io
import json
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TOKEN, _PLACE = 128, 128
_SHARP = 4.0


def files(archive: bytes) -> dict[str, bytes]:
    """The files of an archive, by their names below its one folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as bundle:
        names = [name for name in bundle.namelist() if not name.endswith("/")]
        return {name.split("/", 1)[1]: bundle.read(name) for name in names}


def archive(top: str, contents: dict[str, bytes]) -> bytes:
    """An archive with one folder at its top, folders listed as zip programs list them."""
    raw = io.BytesIO()
    folders = {top, *(f"{top}/{name.rpartition('/')[0]}" for name in contents if "/" in name)}
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for folder in sorted(folders):
            bundle.writestr(f"{folder}/", b"")
        for name, body in contents.items():
            bundle.writestr(f"{top}/{name}", body)
    return raw.getvalue()


def metadata(source: str, target: str, version: str, **more: object) -> bytes:
    """A metadata.json."""
    pair = {"from_code": source, "from_name": source, "to_code": target, "to_name": target}
    return json.dumps({"package_version": version, "argos_version": "1.9", **pair, **more}).encode()


def old_layout(small: bytes, source: str, target: str) -> bytes:
    """As version 1.0: a folder `xx_yy`, the vocabulary as lines, no config.json, no README.

    What config.json says was not in a file before binary version 6 of CTranslate2's models.
    """
    contents = files(small)
    words = json.loads(contents.pop("model/shared_vocabulary.json"))
    contents.pop("model/config.json")
    contents["model/shared_vocabulary.txt"] = "\n".join(words).encode()
    contents["model/model.bin"] = b"\4" + contents["model/model.bin"][1:]
    contents["metadata.json"] = metadata(source, target, "1.0")
    keep = ("metadata.json", "sentencepiece.model", "model/")
    return archive(f"{source}_{target}", {n: b for n, b in contents.items() if n.startswith(keep)})


def new_layout(
    small: bytes, source: str, target: str, version: str = "1.9", **more: bytes
) -> bytes:
    """As version 1.9: `translate-xx_yy-1_9`, JSON, and what else lies beside."""
    contents = files(small)
    contents["metadata.json"] = metadata(source, target, version)
    contents |= {name.replace("__", "/"): body for name, body in more.items()}
    return archive(f"translate-{source}_{target}-{version.replace('.', '_')}", contents)


def learned_merges(words: Iterable[str], count: int) -> list[tuple[str, str]]:
    """The first merges of byte-pair encoding (Sennrich et al. 2016), the most frequent pair first.

    In the form 0.2, in which a word's last character carries its end.
    """
    frequency = collections.Counter(words)
    pieces = {word: [*word[:-1], word[-1] + "</w>"] for word in frequency}
    merges: list[tuple[str, str]] = []
    for _ in range(count):
        pairs: collections.Counter[tuple[str, str]] = collections.Counter()
        for word, parts in pieces.items():
            for pair in pairwise(parts):
                pairs[pair] += frequency[word]
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        for word, parts in pieces.items():
            merged: list[str] = []
            for part in parts:
                if merged and (merged[-1], part) == best:
                    merged[-1] += part
                else:
                    merged.append(part)
            pieces[word] = merged
    return merges


def bpe_package(
    folder: Path, sentences: Iterable[str], source: str, target: str, version: str = "1.9"
) -> bytes:
    """A package with `bpe.model`, learned from sentences, around a copying model."""
    from localize.translate.engines import moses

    words = [w for s in sentences for w in moses.tokens(moses.normalized(s, source), source)]
    merges = learned_merges(words, 400)
    model = "#version: 0.2\n" + "".join(f"{first} {second}\n" for first, second in merges)
    inner = {character for word in words for character in word} | {a + b for a, b in merges}
    ends = {piece.removesuffix("</w>") for piece in inner}
    tokens = sorted({f"{piece}@@" for piece in inner if not piece.endswith("</w>")} | ends)
    vocabulary = ["<unk>", "<s>", "</s>", *tokens]
    copying_model(folder, vocabulary)
    contents = {f"model/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
    contents["bpe.model"] = model.encode()
    contents["metadata.json"] = metadata(source, target, version)
    return archive(f"translate-{source}_{target}-{version.replace('.', '_')}", contents)


def copying_model(folder: Path, vocabulary: list[str]) -> None:
    """A CTranslate2 model that writes its source, token by token.

    Every number of an embedding is 1 or -1, half of them each, so that layer norms change nothing:
    the first half says which token, the second which place.
    """
    import ctranslate2
    import numpy as np
    from ctranslate2.specs import common_spec

    random = np.random.default_rng(1)
    width = _TOKEN + _PLACE

    def codes(rows: int, size: int) -> np.ndarray:
        signs = np.tile(np.repeat([1.0, -1.0], size // 2), (rows, 1))
        return random.permuted(signs, axis=1).astype(np.float32)

    def linear(layer: object, weight: np.ndarray) -> None:
        layer.weight = weight.astype(np.float32)
        layer.bias = np.zeros(len(weight), np.float32)

    def norm(layer: object) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    spec = ctranslate2.specs.TransformerSpec.from_config(
        (1, 1), 1, pre_norm=True, activation=common_spec.Activation.RELU
    )
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "<s>"
    spec.config.add_source_eos = True  # the copy ends where the source does
    table = np.zeros((len(vocabulary), width), np.float32)
    table[:, :_TOKEN] = codes(len(vocabulary), _TOKEN)
    places = np.zeros((512, width), np.float32)
    places[:, _TOKEN:] = codes(512, _PLACE)
    nothing = np.zeros((width, width), np.float32)
    of_token, of_place = nothing.copy(), nothing.copy()
    of_token[:_TOKEN, :_TOKEN] = np.eye(_TOKEN)
    of_place[_TOKEN:, _TOKEN:] = np.eye(_PLACE)
    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = table
        side.scale_embeddings = False
        side.position_encodings.encodings = places
        norm(side.layer_norm)
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], np.concatenate([nothing] * 3))
            linear(layer.self_attention.linear[1], nothing)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, nothing)
            linear(layer.ffn.linear_1, nothing)
            if side is spec.decoder:
                norm(layer.attention.layer_norm)
                linear(layer.attention.linear[0], of_place * _SHARP)
                linear(layer.attention.linear[1], np.concatenate([of_place, of_token]))
                linear(layer.attention.linear[2], of_token * _SHARP)
    linear(spec.decoder.projection, table)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
