"""Keeps other pages out: a site open in the same browser could otherwise drive this page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Guard:
    """An ASGI application that lets only the page's own requests through to another one."""

    def __init__(self, app: Callable[..., Awaitable[None]], hosts: Collection[str] = ()) -> None:
        """``hosts`` are the names by which the page may be asked for; none means any."""
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self.is_own(scope["headers"]):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            kind = (b"content-type", b"text/plain")
            await send({"type": "http.response.start", "status": 403, "headers": [kind]})
            await send({"type": "http.response.body", "body": b"This page answers itself only.\n"})

    def is_own(self, headers: Collection[tuple[bytes, bytes]]) -> bool:
        """Tell whether a request is for a name of this page and, if from a page, from this one."""
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        host, origin = told.get("host", ""), told.get("origin")
        known = not self.hosts or urlsplit(f"//{host}").hostname in self.hosts
        return known and (origin is None or urlsplit(origin).netloc == host)
