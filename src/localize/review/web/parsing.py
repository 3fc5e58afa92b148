"""Requests into values, and nothing else gets through: every parameter is a known kind of word."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from localize.catalogs.plurals import MOST_FORMS
from localize.model import Locale, State
from localize.review.decide import Act, Decision, Reviewer
from localize.review.queries import Query
from localize.review.queue import Filter, Order

_IDENT = re.compile(r"[0-9a-f]{16}")
_HASH = re.compile(r"[0-9a-f]{1,64}")
_TEXT_LIMIT = 200_000
_NAME_LIMIT = 200


class BadRequestError(Exception):
    """A request that no page of ours sends."""


def query(parameters: Mapping[str, str], locale: Locale) -> Query:
    """The query of an address.

    Raises:
        BadRequestError: a parameter is not of its kind.
    """
    state, order = parameters.get("state", ""), parameters.get("order", "") or Order.DOCUMENT
    try:
        wanted_state = State(state) if state else None
        wanted_order = Order(order)
    except ValueError as error:
        raise BadRequestError(str(error)) from error
    catalog_id = parameters.get("doc", "")
    if catalog_id and not _IDENT.fullmatch(catalog_id):
        raise BadRequestError("doc")
    wanted = Filter(
        state=wanted_state,
        catalog_id=catalog_id,
        text=_short(parameters.get("q", "")),
        finding=_short(parameters.get("finding", "")),
        term=_short(parameters.get("term", "")),
        commented=parameters.get("comments", "") == "1",
    )
    return Query(locale, wanted, wanted_order)


def _short(text: str) -> str:
    if len(text) > _NAME_LIMIT or "\0" in text:
        raise BadRequestError("too long")
    return text.strip()


def number(text: str, *, highest: int = 10_000_000) -> int:
    """A count from an address; 0 where there is none."""
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 8 or int(text) > highest:
        raise BadRequestError("number")
    return int(text)


def fields(body: bytes) -> dict[str, object]:
    """The JSON object of a body.

    Raises:
        BadRequestError: it is not one of ours.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequestError("not JSON") from error
    if not isinstance(value, dict):
        raise BadRequestError("not an object")
    return value


def text(sent: Mapping[str, object], name: str, *, limit: int = _NAME_LIMIT) -> str:
    """A field that is a text; empty where it is missing."""
    value = sent.get(name, "")
    if not isinstance(value, str) or len(value) > limit:
        raise BadRequestError(name)
    return value


def ident(value: str) -> str:
    """An opaque id."""
    if not _IDENT.fullmatch(value):
        raise BadRequestError("id")
    return value


def forms(sent: Mapping[str, object]) -> tuple[str, ...] | None:
    """The typed text, a form each; none where the text is to stay."""
    value = sent.get("msgstr")
    if value is None:
        return None
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_FORMS:
        raise BadRequestError("msgstr")
    if not all(isinstance(form, str) and len(form) <= _TEXT_LIMIT for form in value):
        raise BadRequestError("msgstr")
    return tuple(value)


@dataclass(frozen=True, slots=True)
class Saving:
    """A request to do something to one unit."""

    ident: str
    expected: str
    decision: Decision


def saving(body: bytes, by: Reviewer, at: str) -> Saving:
    """The request to act on one unit.

    Raises:
        BadRequestError: it is not one of ours.
    """
    sent = fields(body)
    expected = text(sent, "expected")
    if not _HASH.fullmatch(expected):
        raise BadRequestError("expected")
    return Saving(ident(text(sent, "unit")), expected, _decision(sent, by, at))


def _decision(sent: Mapping[str, object], by: Reviewer, at: str) -> Decision:
    try:
        act = Act(text(sent, "act"))
    except ValueError as error:
        raise BadRequestError("act") from error
    comment = text(sent, "comment", limit=4_000)
    if not (comment.isprintable() or comment.replace("\n", " ").isprintable()):
        raise BadRequestError("comment")
    return Decision(act, by, at, forms(sent), comment)


def texts(sent: Mapping[str, object], name: str) -> dict[str, str]:
    """A field that is an object of texts."""
    value = sent.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise BadRequestError(name)
    return value


def filtered(sent: Mapping[str, object], locale: Locale) -> tuple[Query, int]:
    """The filter of a request to act on many, and the count the reviewer saw."""
    count = sent.get("count")
    if not isinstance(count, int) or count < 0:
        raise BadRequestError("count")
    return query(texts(sent, "query"), locale), count


def seen_units(sent: Mapping[str, object], name: str, *, most: int) -> dict[str, str]:
    """A field that is a list of units as they were seen: the hash of each by its id."""
    value = sent.get(name)
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise BadRequestError(name)
    seen: dict[str, str] = {}
    for pair in value:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
        ):
            raise BadRequestError(name)
        seen[ident(pair[0])] = pair[1]
    return seen


def bulk(body: bytes, locale: Locale, by: Reviewer, at: str) -> tuple[Query, Decision, int]:
    """The request to act on a whole filter, and the count the reviewer saw."""
    sent = fields(body)
    asked, count = filtered(sent, locale)
    return asked, _decision(sent, by, at), count
