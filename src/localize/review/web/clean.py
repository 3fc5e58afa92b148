"""HTML from outside, made harmless: a frame's content has passed here whatever rendered it."""

import nh3

_TAGS = set(nh3.ALLOWED_TAGS) | {"section", "article", "figure", "figcaption", "mark", "time", "s"}
_EVERYWHERE = {"lang", "dir", "id", "class", "title", "data-unit", "data-state", "data-kind"}


def cleaned(body: str) -> str:
    """The HTML without scripts, styles, forms, foreign frames and `javascript:` links."""
    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes.setdefault("*", set()).update(_EVERYWHERE)
    attributes.setdefault("ol", set()).update({"start", "reversed"})
    return nh3.clean(
        body,
        tags=_TAGS,
        attributes=attributes,
        url_schemes={"http", "https", "mailto", "data"},
        attribute_filter=_attribute,
        link_rel="noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    scheme = value.strip().lower()
    if name in {"href", "src", "cite"} and scheme.startswith("data:"):
        picture = tag == "img" and scheme.startswith("data:image/")
        return value if picture else None
    return value
