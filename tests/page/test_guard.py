"""Only the page itself gets at the page."""

import asyncio
import socket

import pytest

from agents.declarations import UserError
from experiments.page.guard import Guard
from experiments.page.serve import LOOPBACK, free_port


def answers(guard, kind, **headers):
    """Return what a request gets: messages of the guard, or "passed"."""
    sent = []

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(guard(scope, receive, send))
    return sent


async def passed(scope, receive, send):
    await send("passed")


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"host": "127.0.0.1:8765"}, True),
        ({"host": "localhost:8765", "origin": "http://localhost:8765"}, True),
        ({"host": "[::1]:8765", "origin": "http://[::1]:8765"}, True),
        ({"host": "127.0.0.1:8765", "origin": "http://elsewhere.example"}, False),
        ({"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:9999"}, False),
        ({"host": "127.0.0.1:8765", "origin": "null"}, False),
        ({"host": "elsewhere.example:8765"}, False),
        ({}, False),
    ],
)
def test_other_pages_and_other_names_are_kept_out(kind, headers, let_in):
    sent = answers(Guard(passed, LOOPBACK), kind, **headers)
    assert (sent == ["passed"]) == let_in
    if not let_in:
        assert sent[0].get("status") == 403 or sent[0]["type"] == "websocket.close"


def test_a_page_for_a_network_answers_to_any_name_but_to_no_other_page():
    guard = Guard(passed)
    assert answers(guard, "http", host="class.example:80") == ["passed"]
    assert answers(guard, "websocket", host="class.example", origin="http://other") != ["passed"]


def test_a_taken_port_is_refused_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"cannot use port {port}.*--port 0"):
            free_port("127.0.0.1", port)
    assert free_port("127.0.0.1", 0) > 0
