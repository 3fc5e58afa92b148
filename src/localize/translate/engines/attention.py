"""A model told to return better attention than it was converted with.

Argos' models are converted with one attention head of the last layer, which is a poor alignment.
The mean over all heads, of the last layer but one where there are many, is much better (Garg et
al. 2019, Jointly Learning to Align and Translate). Both are two numbers in model.bin; a copy with
others is loaded and deleted again, the package stays as it is. Translations do not change.
"""

import logging
import mmap
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)
_HEADS = b"decoder/alignment_heads\0"
_LAYER = b"decoder/alignment_layer\0"
# After a name: the rank (one byte, 0: a single number), its type, its size in bytes (four bytes,
# little-endian), and here two bytes of value.
_HEADER = struct.Struct("<BBI")
_VALUE = struct.Struct("<h")
_DEEP = 5
"""Decoder layers from which the last but one aligns best."""


@contextmanager
def aligning(folder: Path) -> Iterator[Path]:
    """A folder with the model to be loaded for alignment; the given one where it is no help."""
    with tempfile.TemporaryDirectory(prefix="localize-") as scratch:
        copy = Path(scratch)
        try:
            for path in folder.iterdir():
                shutil.copyfile(path, copy / path.name)
            known = _patch(copy / "model.bin")
        except OSError as error:  # no room, say: alignment is a help, not a need
            log.info("the model is used as it is: %s", error)
            known = False
        yield copy if known else folder


def _patch(path: Path) -> bool:
    """Set the two numbers; False where they are not found as expected."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        heads, layer = _place(content, _HEADS), _place(content, _LAYER)
        if heads is None or layer is None:
            return False
        layers = 0
        while content.find(b"decoder/layer_%d/" % layers) >= 0:
            layers += 1
        _VALUE.pack_into(content, heads, 0)  # 0: the mean over all heads
        _VALUE.pack_into(content, layer, layers - 2 if layers >= _DEEP else -1)
    return True


def _place(content: mmap.mmap, name: bytes) -> int | None:
    start = content.find(name)
    if start < 0:
        return None
    start += len(name)
    rank, _, size = _HEADER.unpack_from(content, start)
    return start + _HEADER.size if rank == 0 and size == _VALUE.size else None
