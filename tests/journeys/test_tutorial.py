"""docs/tutorial.md is true: its commands are run by bash, its forms filled in, and every answer is as it shows.

With WRITE_TUTORIAL=1 the answers are written into the page instead.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from consultations.scenarios import player, scenario
from consultations.scenarios.demonstration import STORY
from tests.admin.conftest import a_user
from tests.conftest import until
from tests.serving import web_server

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
STEP = re.compile(r"```(?P<kind>bash|text|page)\n(?P<code>.*?)```|\*\*(?P<form>[A-Z][a-z ]+)\*\*", re.DOTALL)
FIELD = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
DONE = "---- done ----"


@dataclass
class Newcomer:
    """Somebody with a terminal and a browser, who does what the page says."""

    shell: "subprocess.Popen[str]"
    browser: Client
    name: str
    told: list[str] = field(default_factory=list)
    """What the terminal has said since the page last showed it."""

    def types(self, code: str) -> str:
        """Run some lines; gives what they print."""
        assert self.shell.stdin
        assert self.shell.stdout
        code = code.replace("username=ingrid", f"username={self.name}")
        self.shell.stdin.write(f"{code}\necho '{DONE}'\n")
        self.shell.stdin.flush()
        return "".join(iter(self.shell.stdout.readline, f"{DONE}\n"))

    def case_page(self) -> str:
        case = self.types('echo "$CASE"').strip()
        return self.browser.get(f"/admin/cases/{case}/").content.decode()

    def links(self, form: str) -> list[str]:
        return re.findall(rf'href="([^"]*/act/{form.lower().replace(" ", "-")}/[^"]*)"', self.case_page())

    def fills_in(self, form: str, answers: list[tuple[str, str]]) -> None:
        """Follow the link of a command on the file's page, and send its form."""
        until(lambda: bool(self.links(form)))
        address = unescape(
            max(self.links(form), key=len)
        )  # beside the part it is about, where it is about one
        asked = self.browser.get(address).content.decode()
        sent = dict(HIDDEN.findall(asked)) | dict(_answer(asked, *each) for each in answers)
        sent |= dict(re.findall(r"[?](\w+)=([0-9a-f-]+)", address))
        answer = self.browser.post(address, sent)
        assert answer.status_code == 303, re.findall(
            'class="wrong"[^<]*<|role="alert".*', answer.content.decode()
        )


def _answer(asked: str, name: str, value: str) -> tuple[str, str]:
    """The name a form gives a field that people know by its label, and the value it gives a choice."""
    group, _, label = name.rpartition(": ")
    begin = asked.index(f"<legend>{group}") if group else 0
    if one := re.compile(rf'<label for="id_([^"]+)">{re.escape(label)}').search(asked, begin):
        return one[1], value
    several = asked.index(f"<legend>{label}")
    tick = re.compile(rf'name="([^"]+)" value="([^"]+)"> {re.escape(value)}').search(asked, several)
    assert tick, name
    return tick[1], tick[2]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def newcomer(
    environment: Callable[[str], dict[str, str]],
    settled: Callable[[], None],
    worker_loop: object,
    tmp_path: Path,
) -> Iterator[Newcomer]:
    """As after `make demo`: a desk officer, its story, its servers."""
    player.play(scenario.read(STORY.read_bytes()))
    settled()
    ingrid = a_user("desk officer")
    browser = Client()
    browser.force_login(ingrid)
    with web_server(environment("app")) as url:
        given = os.environ | {"URL": url, "PASSWORD": "kept-secret", "TMPDIR": str(tmp_path)}
        pipe = subprocess.PIPE
        with subprocess.Popen(
            ["bash"], env=given, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
        ) as shell:
            yield Newcomer(shell, browser, ingrid.username)


def shown(newcomer: Newcomer, page: str) -> Iterator[tuple[re.Match[str], str]]:
    """Do what the page says; gives each block that shows an answer, and the answer."""
    steps = [*STEP.finditer(page)]
    ends = [*(each.start() for each in steps[1:]), len(page)]
    for step, end in zip(steps, ends, strict=True):
        if step["form"]:
            answers = FIELD.findall(page[step.end() : end])
            newcomer.fills_in(step["form"], [each for each in answers if each != ("field", "enter")])
        elif step["kind"] == "bash":
            newcomer.told.append(newcomer.types(step["code"]))
        elif step["kind"] == "text":
            yield step, "".join(newcomer.told)
            newcomer.told.clear()
        else:
            lines = step["code"].splitlines()
            until(lambda lines=lines: all(each in words(newcomer.case_page()) for each in lines))
            yield step, step["code"]


class TestTutorial:
    def test_is_as_it_says(self, newcomer: Newcomer) -> None:
        page = PAGE.read_text(encoding="utf-8")
        answers = list(shown(newcomer, page))
        if os.environ.get("WRITE_TUTORIAL"):
            PAGE.write_text(with_answers(page, answers), encoding="utf-8")
            page = PAGE.read_text(encoding="utf-8")
        assert [answer for _, answer in answers] == [
            each["code"] for each in STEP.finditer(page) if each["kind"] in ("text", "page")
        ]


def with_answers(page: str, answers: list[tuple[re.Match[str], str]]) -> str:
    """The page with each answer in its place."""
    for block, answer in reversed(answers):
        page = page[: block.start("code")] + answer + page[block.end("code") :]
    return page
