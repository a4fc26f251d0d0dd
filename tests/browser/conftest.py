"""A real server, a real worker and a real Chromium, and an officer who signs in."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from consultations.eventlog import checkpoint
from tests.admin.conftest import a_user, the_story
from tests.conftest import ROOT
from tests.eventlog.evidence import SIGNER
from tests.serving import web_server

__all__ = ["the_story"]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PICTURES = ROOT / "var" / "screenshots"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 800}

# Playwright keeps a loop running in this thread, and Django would take its own queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def address(environment: Callable[[str], dict[str, str]]) -> Iterator[str]:
    """Where the web server listens, logged in to the database as the application."""
    served = environment("app") | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "LOG_VERIFIER_KEYS": str(SIGNER.verifier),
    }
    with web_server(served) as url:
        yield url


@pytest.fixture(scope="session")
def worker(environment: Callable[[str], dict[str, str]]) -> Iterator[None]:
    """The worker's loop, as a process of its own."""
    process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment("worker"))
    yield
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Seen:
    """A page with what it asked for and what it complained of."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page, self.address, self.name = page, address, name
        self.requested: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.address + path)

    def sign_in(self, username: str) -> None:
        """Sign in by the form."""
        self.go("/admin/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", "kept-secret")
        self.page.click("input[type=submit]")

    def picture(self, of: str) -> None:
        """Keep a picture of the whole page, to be looked at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{of}-{self.name}.png", full_page=True)

    def is_sound(self) -> None:
        """Nothing serious for axe, nothing wider than the window, no complaint, no request to elsewhere."""
        found = Axe().run(self.page).response["violations"]
        grave = [
            f"{each['id']}: {[node['html'] for node in each['nodes']][:4]}"
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        assert grave == [], self.page.url
        width = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0, f"{self.page.url} is {width} px wider than the window"
        assert self.complaints == []
        local = (self.address + "/", "data:")
        assert [each for each in self.requested if not each.startswith(local)] == []


LOOKS = [(theme, size) for theme in ("light", "dark") for size in ("wide", "narrow")]


@pytest.fixture(params=LOOKS, ids="-".join)
def seen(request: pytest.FixtureRequest, chromium: Browser, address: str, worker: None) -> Iterator[Seen]:
    """A fresh browser window, light and dark, wide and 320 px narrow."""
    theme, size = request.param
    context = chromium.new_context(
        color_scheme=theme,
        viewport=WIDE if size == "wide" else NARROW,
        locale="en-GB",
        reduced_motion="reduce",
    )
    yield Seen(context.new_page(), address, f"{theme}-{size}")
    context.close()


@pytest.fixture
def officer(the_story: UUID) -> str:
    """The user name of a desk officer who is cleared for the file of 2025."""
    return a_user("desk officer").username


@pytest.fixture
def signed(
    the_story: UUID,
    settled: Callable[[], None],
    as_worker: Callable[[], AbstractContextManager[None]],
    settings: Any,
    tmp_path: Path,
) -> UUID:
    """The file of 2025 under a checkpoint."""
    settings.LOG_CHECKPOINT_DIR = str(tmp_path)
    settled()
    with as_worker():
        checkpoint.sign(SIGNER)
    return the_story
