"""Localized documents for other site generators: the format's own text, the locale named."""

import json
import re
from pathlib import PurePosixPath

from localize.model import Locale
from localize.render.edition import Edition
from localize.render.settings import Site

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?:---[ \t]*\r?\n.*?^(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n.*?^\+\+\+)[ \t]*\r?$",
    re.DOTALL | re.MULTILINE,
)
_LOCALE_KEY = re.compile(
    r"^(?P<head>[ \t]*\"(?:lang|language|locale)\"[ \t]*:[ \t]*\""
    r"|(?:lang|language|locale)[ \t]*[:=][ \t]*[\"']?)(?P<tag>[\w-]+)(?=[\"']?,?[ \t]*\r?$)",
    re.MULTILINE,
)
_JSON_LOCALE_KEY = re.compile(
    r"(?P<head>[{,]\s*\"(?:lang|language|locale)\"\s*:\s*\")(?P<tag>[\w-]+)(?=\")"
)


# How a heading is given an anchor; elsewhere it would be text.
_ANCHORS = {
    "hugo": " {{#{}}}",
    "docusaurus": " {{#{}}}",
    "jekyll": " {{#{}}}",
    "mdbook": " {{#{}}}",
    "mkdocs": ' <a id="{}"></a>',  # without any extension
}
_REST = re.compile(r"[ \t]*\r?$", re.MULTILINE)


def localized(edition: Edition, layout: str = "folders") -> str:
    """The edition's text with the front matter's `lang` (`language`, `locale`) set to its own.

    Only a value that names the source's language is changed. A translated heading gets the anchor
    that the original's has, in the manner of the layout's generator, so that links still arrive.
    mdBook would show a front matter as text: its editions have none.
    """
    text = edition.text
    if layout in _ANCHORS and not edition.is_source:
        text = _anchored(edition, _ANCHORS[layout])
    is_json = text.startswith("{")
    end = _json_end(text) if is_json and edition.metadata else _end(text)
    if layout == "mdbook" and edition.metadata:
        return text[end:].lstrip("\r\n")
    if edition.is_source:
        return text

    def changed(match: re.Match[str]) -> str:
        named = match["tag"].replace("_", "-").lower()
        same = named in {edition.source.tag.lower(), edition.source.language}
        return match["head"] + edition.locale.tag if same else match[0]

    pattern = _JSON_LOCALE_KEY if is_json else _LOCALE_KEY
    return pattern.sub(changed, text[:end]) + text[end:]


def _end(text: str) -> int:
    """Where the front matter ends; 0: there is none."""
    block = _FRONT_MATTER.match(text)
    return block.end() if block else 0


def _json_end(text: str) -> int:
    """Where a front matter in JSON ends: behind its object, whatever follows looks like."""
    try:
        return json.JSONDecoder().raw_decode(text)[1]
    except (json.JSONDecodeError, RecursionError):
        return 0


def _anchored(edition: Edition, form: str) -> str:
    pieces: list[str] = []
    at = 0
    for end, anchor in edition.anchors:
        if _REST.match(edition.text, end):  # else it has one, or closing hashes
            pieces += [edition.text[at:end], form.format(anchor)]
            at = end
    return "".join([*pieces, edition.text[at:]])


def media_path(site: Site, locale: Locale, name: str) -> str:
    """Where a picture goes below `build/markdown`, beside the documents that show it."""
    is_shared = site.layout in {"hugo", "mkdocs"}  # the languages of a document share a folder
    return markdown_path(site, site.source if is_shared else locale, name)


def markdown_path(site: Site, locale: Locale, name: str) -> str:
    """Where a localized document goes below `build/markdown`, as the layout's generator wants it.

    `name` is the document's path without the folders that the content globs name.
    """
    path = PurePosixPath(name)
    source = locale == site.source
    match site.layout:
        case "hugo":  # content/article.ja.md, by file name
            suffix = "" if source else f".{locale.tag.lower()}"
            return str(
                PurePosixPath("content") / path.with_name(f"{path.stem}{suffix}{path.suffix}")
            )
        case "docusaurus":
            if source:
                return f"docs/{path}"
            return f"i18n/{locale.tag}/docusaurus-plugin-content-docs/current/{path}"
        case "mkdocs":  # mkdocs-static-i18n, docs_structure: suffix
            suffix = "" if source else f".{locale.tag}"
            return str(PurePosixPath("docs") / path.with_name(f"{path.stem}{suffix}{path.suffix}"))
        case "jekyll":
            return str(path) if source else f"{locale.tag}/{path}"
        case "mdbook":
            return f"{locale.tag}/src/{path}"
        case _:
            return f"{locale.tag}/{path}"
