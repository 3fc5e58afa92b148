"""The application: addresses to pages and acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from localize.review.web.actions import Actions
from localize.review.web.compare import Compare
from localize.review.web.context import WebContext
from localize.review.web.guard import Guard
from localize.review.web.views import Views
from localize.review.web.watcher import Watcher

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from localize.review.access import Address, Keeper
    from localize.review.session import Session


def application(session: Session, *, keeper: Keeper, address: Address) -> ASGIApp:
    """The whole server, guard included."""
    context = WebContext(session, keeper, address)
    plain = Starlette(routes=_routes(context), lifespan=Watcher(context).lifespan)
    return Guard(plain, keeper=keeper, address=address, denied=context.pages.denied)


def _routes(context: WebContext) -> list[Route]:
    views, acts, compare = Views(context), Actions(context), Compare(context)
    return [
        Route("/", context.endpoint(views.home)),
        Route("/static/{name}", context.endpoint(views.static)),
        Route("/{locale}/", context.endpoint(views.listing)),
        Route("/{locale}/rows", context.endpoint(views.more_rows)),
        Route("/{locale}/unit/{ident}", context.endpoint(views.unit)),
        Route("/{locale}/read/{ref}", context.endpoint(views.reading)),
        Route("/{locale}/frame/{ref}/{side}", context.endpoint(views.frame)),
        Route("/{locale}/compare", context.endpoint(compare.page)),
        Route("/{locale}/compare/rows", context.endpoint(compare.rows)),
        Route("/{locale}/take", context.endpoint(compare.take), methods=["POST"]),
        Route("/{locale}/take-all", context.endpoint(compare.take_all), methods=["POST"]),
        Route("/{locale}/changes", context.endpoint(views.changes)),
        Route("/{locale}/save", context.endpoint(acts.save), methods=["POST"]),
        Route("/{locale}/bulk", context.endpoint(acts.bulk), methods=["POST"]),
        Route("/{locale}/undo", context.endpoint(acts.undo), methods=["POST"]),
        Route("/{locale}/findings", context.endpoint(acts.findings), methods=["POST"]),
        Route("/{locale}/propose", context.endpoint(acts.propose), methods=["POST"]),
    ]
