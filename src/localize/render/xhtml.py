"""Well-formed HTML as XHTML, with what a book cannot hold taken out."""

import re
from collections.abc import Callable

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)\s*/?>")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_LEFT_OUT = frozenset({"loading", "decoding", "tabindex", "hreflang", "data-engine"})
_ID = re.compile(r'\sid="([^"]*)"')


def xhtml(
    html: str, picture: Callable[[str], str | None], link: Callable[[str], str | None]
) -> str:
    """The XHTML of a fragment that `sanitized` made.

    `picture` and `link` give the address in the book, or None: then the picture's alternative
    text is used, or the link's text alone.
    """
    ids = set(_ID.findall(html))

    def target(address: str) -> str | None:
        if address.startswith("#"):
            return address if address[1:] in ids else None
        return link(address.replace("&amp;", "&"))

    def changed(match: re.Match[str]) -> str:
        closing, name, rest = match.groups()
        if closing:
            return f"</{name}>"
        attributes = dict(_ATTRIBUTE.findall(rest))
        if name == "img":
            place = picture(attributes.get("src", "").replace("&amp;", "&"))
            if place is None:
                return f"<em>{attributes.get('alt', '')}</em>" if attributes.get("alt") else ""
            attributes["src"] = _escaped(place)
        if name == "a" and "href" in attributes:
            where = target(attributes.pop("href"))
            if where is not None:
                attributes = {"href": _escaped(where), **attributes}
        if "lang" in attributes:
            attributes["xml:lang"] = attributes["lang"]
        text = "".join(
            f' {key}="{value}"' for key, value in attributes.items() if key not in _LEFT_OUT
        )
        return f"<{name}{text}/>" if name in _VOID else f"<{name}{text}>"

    return _TAG.sub(changed, html.replace("&nbsp;", "\u00a0"))


def _escaped(address: str) -> str:
    return address.replace("&", "&amp;").replace("<", "%3C").replace('"', "%22")
