"""Which of the doors a request goes to."""

from collections.abc import Awaitable, Callable

from dashboard.delivery.exchange import Reply, Request
from dashboard.delivery.worker import Worker
from dashboard.intake import manual, push, rejects, wishes

Handler = Callable[[Worker, Request], Awaitable[Reply]]


def door(request: Request) -> Handler | None:
    """The handler of a request that brings something, or asks what was refused; None: another's."""
    path, method = request.path, request.method
    if path.startswith(push.PREFIX):
        return push.push
    if method == "POST" and path.startswith(manual.PREFIX):
        return manual.manual
    if method == "POST" and wishes.PATH.fullmatch(path):
        return wishes.wish
    if method == "GET" and rejects.PATH.fullmatch(path):
        return rejects.rejects
    return None
