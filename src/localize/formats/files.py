"""Bytes to text and back, for the formats that are UTF-8 text."""

from localize.errors import DocumentError


def utf8_text(raw: bytes, path: str) -> str:
    """Return the text of a file, line ends and byte order mark as they are.

    Raises:
        DocumentError: with the line of the first byte that is not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"not UTF-8: byte 0x{raw[error.start]:02x}",
            path=path,
            line=raw.count(b"\n", 0, error.start) + 1,
            hint="save the file as UTF-8, or leave it out with `exclude` in the configuration",
        ) from error


def utf8_bytes(text: str, original: bytes) -> bytes:  # noqa: ARG001 - as in the Protocol
    """Return the bytes of a localized file."""
    return text.encode("utf-8")
