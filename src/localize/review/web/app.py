"""The application: addresses to pages and acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from localize.review.access import Address, Keeper
from localize.review.session import Session
from localize.review.web.actions import Actions
from localize.review.web.compare import Compare
from localize.review.web.context import WebContext
from localize.review.web.gates import KnownHost, OwnForm, OwnOrigin, SignedIn, within_limits
from localize.review.web.language import choose
from localize.review.web.middleware import guarded
from localize.review.web.replacing import Replacing
from localize.review.web.views import Views
from localize.review.web.watcher import Watcher

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def application(session: Session, *, keeper: Keeper, address: Address) -> ASGIApp:
    """The whole server, guards included."""
    context = WebContext(session, keeper, address)
    return guarded(
        Starlette(routes=_routes(context), lifespan=Watcher(context).lifespan),
        KnownHost(address),
        within_limits,
        OwnOrigin(address),
        SignedIn(keeper, address, context.denied),
        OwnForm(keeper),
        base=address.base,
    )


def _routes(context: WebContext) -> list[Route]:
    views, actions, compare = Views(context), Actions(context), Compare(context)
    replacing = Replacing(context)
    gets = {
        "/": views.home,
        "/static/{name}": views.static,
        "/language": lambda request: choose(request, context.address),
        "/{locale}/": views.listing,
        "/{locale}/rows": views.more_rows,
        "/{locale}/unit/{ident}": views.unit,
        "/{locale}/read/{catalog}": views.reading,
        "/{locale}/frame/{catalog}/{side}": views.frame,
        "/{locale}/compare": compare.page,
        "/{locale}/compare/rows": compare.rows,
        "/{locale}/changes": views.changes,
    }
    posts = {
        "/{locale}/take": compare.take,
        "/{locale}/take-all": compare.take_all,
        "/{locale}/save": actions.save,
        "/{locale}/bulk": actions.bulk,
        "/{locale}/replace": replacing.replace,
        "/{locale}/replace/preview": replacing.preview,
        "/{locale}/propagate": actions.propagate,
        "/{locale}/undo": actions.undo,
        "/{locale}/findings": actions.findings,
        "/{locale}/propose": actions.propose,
    }
    return [
        Route(path, context.endpoint(handler), methods=[method])
        for method, table in (("GET", gets), ("POST", posts))
        for path, handler in table.items()
    ]
