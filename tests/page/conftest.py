"""Bodies and a served page for the tests of the browser page."""

import os
import re
import shutil
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest

CELLS = 200
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARTIFACTS = Path(__file__).resolve().parents[2] / "build" / "page_screenshots"
HOW = "tests/page/install sets it up"


@pytest.fixture
def scene():
    """A lean body on the page, at seven in the morning."""
    from experiments.page.scene import Scene

    made = Scene(cells=CELLS)
    made.work.wait(300)
    assert not made.problem and not made.work.problem
    return made


@pytest.fixture
def pair():
    """Two bodies on one clock."""
    from experiments.page.scene import Scene

    made = Scene(cells=CELLS, subject="lean", beside="sedentary")
    made.work.wait(300)
    assert not made.problem and not made.work.problem
    return made


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The browser's program; tests are skipped without one, or without the page's requirements.

    Where GLUCELL_BROWSER names one, nothing is skipped: what is missing is an error.
    """
    named = os.environ.get("GLUCELL_BROWSER")
    missing = [m for m in ("playwright", "solara", "solara_assets") if find_spec(m) is None]
    program = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if missing or program is None:
        lacking = ", ".join(missing) or named or "a browser"
        (pytest.fail if named else pytest.skip)(f"{lacking} is not installed: {HOW}")
    return str(program)


@pytest.fixture(scope="session")
def address(browser_program):
    """The address of a page that is served for these tests."""
    import agents

    sources = str(Path(agents.__file__).resolve().parents[1])
    command = [sys.executable, "-m", "experiments", "watch", "--no-browser", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--cells", str(CELLS)], cwd=sources, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": sources},
    )  # fmt: skip
    assert server.stdout is not None
    said, found = [], None
    for line in server.stdout:
        said.append(line)
        match = re.search(r"http://\S+", line)
        if match:
            found = match[0]
            break
    assert found, "".join(said)
    threading.Thread(target=said.extend, args=(server.stdout,), daemon=True).start()
    yield found
    server.terminate()
    server.wait(20)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    (ARTIFACTS / "server.log").write_text("".join(said), encoding="utf-8")
    assert "Traceback" not in "".join(said), "".join(said)


@pytest.fixture(scope="session")
def browser(browser_program):
    """A browser without windows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        launched = driver.chromium.launch(executable_path=browser_program, args=arguments)
        yield launched
        launched.close()


class Visit:
    """A tab on the page that keeps what went wrong in it."""

    def __init__(self, context, address: str) -> None:
        self.problems: list[str] = []
        self.tab = context.new_page()
        self.tab.on("console", self._hear)
        self.tab.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.tab.on("response", self._answered)
        self.tab.route("**/*", self._allow)
        self.tab.goto(address)
        self.ready()

    def _hear(self, message) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def _allow(self, route) -> None:
        if re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", route.request.url):
            route.continue_()
        else:
            self.problems.append(f"outside request: {route.request.url}")
            route.abort()

    def ready(self) -> None:
        """Wait until a body is on the page and nothing is being computed."""
        self.tab.wait_for_selector("[data-tissue=muscle] img", timeout=120_000)
        self.tab.wait_for_selector(".gc-work", state="detached", timeout=120_000)

    def drawn(self, panel: str, line: int = 0) -> tuple[list[float], list[float]]:
        """Return times and values of a line as the chart in the browser holds them."""
        return self.tab.evaluate(
            """([panel, line]) => {
                const chart = document.querySelector("[data-chart=blood]").__vue__;
                const found = chart.panels.find((p) => p.key === panel).lines[line];
                return [chart.clocks[found.clock], found.y];
            }""",
            [panel, line],
        )

    def clock(self) -> str:
        """Return the time that the page tells."""
        return self.tab.inner_text(".gc-time")

    def message(self) -> str:
        """Return the last sentence the page said."""
        return self.tab.inner_text(".gc-message")

    def until(self, condition: str, timeout: float = 150_000) -> None:
        """Wait until an expression of the browser is true."""
        self.tab.wait_for_function(condition, timeout=timeout)

    def at(self, clock: str) -> None:
        """Wait until the page tells a time."""
        self.until(f"document.querySelector('.gc-time')?.textContent === '{clock}'")

    def lived(self, minutes: float) -> None:
        """Wait until the charts have come so far (min from time 0 of the page)."""
        self.until(
            "(document.querySelector('[data-chart=blood]')?.__vue__.clocks[0].slice(-1)[0] ?? 0)"
            f" >= {minutes}"
        )

    def picture(self, name: str) -> None:
        """Keep a screenshot."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=ARTIFACTS / f"{name}.png")


@pytest.fixture
def visit(browser, address):
    """Open tabs on the page; afterwards none may have met an error or asked anybody else."""
    contexts, visits = [], []

    def open_tab(**options) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        contexts.append(browser.new_context(accept_downloads=True, **options))
        visits.append(Visit(contexts[-1], address))
        return visits[-1]

    yield open_tab
    for made in visits:
        made.tab.goto("about:blank")  # the server lets go of a page that is left
    problems = [problem for made in visits for problem in made.problems]
    for context in contexts:
        context.close()
    assert not problems, problems
