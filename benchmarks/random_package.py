"""A full-size Argos package of random weights, to measure speed and memory with.

6+6 layers, width 512, 32,000 pieces, int8. It translates nothing; its outputs end after about as
many tokens as a translation would have, because one output (the end) is made that likely.

    python benchmarks/random_package.py --tokenizer PACKAGE.argosmodel OUT.argosmodel
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zipfile
from pathlib import Path

import numpy as np

VOCABULARY, WIDTH, LAYERS, HEADS = 32_000, 512, 6, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch) / "translate-en_xx-1_0"
        (top / "model").mkdir(parents=True)
        pieces = write_tokenizer(arguments.tokenizer, top / "sentencepiece.model")
        write_model(top / "model", pieces, arguments.layers, arguments.width)
        metadata = {"package_version": "1.0", "argos_version": "1.9", "links": []}
        pair = {"from_code": "en", "from_name": "English", "to_code": "ja", "to_name": "Random"}
        (top / "metadata.json").write_text(json.dumps({**metadata, **pair}), encoding="utf-8")
        with zipfile.ZipFile(arguments.out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
            for path in sorted(top.rglob("*")):
                bundle.write(path, path.relative_to(scratch))
    print(arguments.out, arguments.out.stat().st_size)


def write_tokenizer(package: Path, path: Path) -> list[str]:
    """The package's tokenizer, filled up with pieces that never occur. Returns all pieces.

    A SentencePiece model is a protocol buffer; a repeated field may be appended to.
    """
    import sentencepiece

    with zipfile.ZipFile(package) as bundle:
        name = next(one for one in bundle.namelist() if one.endswith("sentencepiece.model"))
        model = bundle.read(name)
    count = sentencepiece.SentencePieceProcessor(model_proto=model).get_piece_size()
    for number in range(count, VOCABULARY):
        piece = f"\u2581{chr(0x3400 + number % 6000)}{number}".encode()
        body = b"\x0a" + bytes([len(piece)]) + piece + b"\x15" + np.float32(-30).tobytes()
        model += b"\x0a" + bytes([len(body)]) + body
    path.write_bytes(model)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def write_model(folder: Path, pieces: list[str], layers: int, width: int) -> None:
    import ctranslate2
    from ctranslate2.specs import common_spec

    random = np.random.default_rng(1)
    spec = ctranslate2.specs.TransformerSpec.from_config(
        (layers, layers), HEADS, pre_norm=True, activation=common_spec.Activation.RELU
    )
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "<s>"
    size = len(pieces)

    def linear(layer: object, rows: int, columns: int) -> None:
        scale = 1.0 / np.sqrt(columns)
        layer.weight = (random.standard_normal((rows, columns)) * scale).astype(np.float32)
        layer.bias = np.zeros(rows, np.float32)

    def norm(layer: object) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def attention(layer: object, *, self_attention: bool) -> None:
        norm(layer.layer_norm)
        shapes = (3, 1) if self_attention else (1, 2, 1)
        for part, times in zip(layer.linear, shapes, strict=True):
            linear(part, times * width, width)

    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        table = random.standard_normal((size, width)) / np.sqrt(width)
        embeddings.weight = table.astype(np.float32)
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, self_attention=True)
            if side is spec.decoder:
                attention(layer.attention, self_attention=False)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 4 * width, width)
            linear(layer.ffn.linear_1, width, 4 * width)
    linear(spec.decoder.projection, size, width)
    # The end wins over the best of 32,000 about once in fourteen steps.
    spec.decoder.projection.bias[pieces.index("</s>")] = 3.3
    spec.decoder.projection.bias[pieces.index("<unk>")] = -100.0
    positions = np.zeros((1024, width), np.float32)
    angles = np.arange(1024)[:, None] / 10_000 ** (np.arange(width // 2) / (width // 2))
    positions[:, : width // 2], positions[:, width // 2 :] = np.sin(angles), np.cos(angles)
    spec.encoder.position_encodings.encodings = positions
    spec.decoder.position_encodings.encodings = positions
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


if __name__ == "__main__":
    main()
