"""The server of the page: on this machine only, nothing asked of any other."""

from __future__ import annotations

import os
import socket
import threading
import warnings
import webbrowser

from agents.declarations import UserError
from experiments.page.guard import Guard

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this machine that no other can reach."""

SETTINGS = {
    "SOLARA_APP": "experiments.page.app",
    "SOLARA_MODE": "production",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "glucell",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    # Assets lie in the environment; whatever is missing there is looked for nowhere else.
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_SESSION_SAME_SITE": "strict",
}


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or refuse it in a sentence when it is taken; 0 takes any."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, wanted))
        except OSError as error:
            raise UserError(
                f"The page cannot use port {wanted} of {host}: {error.strerror}; "
                "give another one with --port, or --port 0 for any that is free."
            ) from error
        return int(trial.getsockname()[1])


def serve(host: str, port: int, *, show: bool) -> None:
    """Serve the page until interrupted; ``show`` opens it in the browser."""
    os.environ.update(SETTINGS)
    os.environ.setdefault("MPLBACKEND", "Agg")
    # On this machine the page needs no https; the server says so at the first visit.
    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)
    try:
        import uvicorn
        from solara.server.starlette import app
    except ModuleNotFoundError as error:
        raise UserError(
            f"The page needs its own requirements ({error.name} is missing): "
            "start it with `python3 glucell.py watch`, or install glucell[page]."
        ) from error
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    class Server(uvicorn.Server):
        """Tells the address, and opens it, once it answers."""

        async def startup(self, sockets=None) -> None:
            await super().startup(sockets)
            print(f"glucell: the page is at {address} (end it with Ctrl-C)", flush=True)
            if show:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    guarded = Guard(app, LOOPBACK if host in LOOPBACK else ())
    # Pictures are compressed already, and this machine is near.
    config = uvicorn.Config(
        guarded, host=host, port=port, log_level="warning", ws_per_message_deflate=False
    )
    Server(config).run()
