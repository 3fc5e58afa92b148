"""XML from strangers: parsed without entities of its own, with line numbers in errors."""

from xml.etree import ElementTree as ET
from xml.parsers import expat

from localize.errors import LocalizeError

_DEEPEST = 200
"""Elements in each other; readers go down element by element."""


class _EntityDeclaredError(Exception):
    pass


class _TooDeepError(Exception):
    pass


def parsed_xml(raw: bytes, failed: type[LocalizeError], path: str) -> ET.Element:
    """The root element of an XML file. `failed`: the error to raise.

    A DTD may be named (TBX and TMX name theirs) and is not fetched; entities may not be declared,
    as nothing needs them but attacks (CWE-776).
    """
    scan = expat.ParserCreate()
    scan.EntityDeclHandler = _refuse
    depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _TooDeepError

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    scan.StartElementHandler, scan.EndElementHandler = opened, closed
    try:
        scan.Parse(raw, True)  # noqa: FBT003 - expat takes it by position only
        return ET.fromstring(raw)  # noqa: S314 - scanned just now
    except _EntityDeclaredError:
        raise failed(
            "declares entities of its own",
            path=path,
            line=scan.CurrentLineNumber,
            hint="export it again without a DTD",
        ) from None
    except _TooDeepError:
        raise failed(
            f"more than {_DEEPEST} elements nested in each other",
            path=path,
            line=scan.CurrentLineNumber,
        ) from None
    except expat.ExpatError as error:
        raise failed(
            f"not XML: {expat.ErrorString(error.code)}", path=path, line=error.lineno
        ) from error
    except ET.ParseError as error:
        raise failed(f"not XML: {error}", path=path, line=error.position[0]) from error
    except (ValueError, LookupError) as error:  # an encoding that expat does not know
        raise failed(f"not XML: {error}", path=path) from error


def _refuse(*_: object) -> None:
    raise _EntityDeclaredError


def local_name(element: ET.Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
