"""The documentation says what is there: commands and pages that exist, and no registry by name."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REGISTRY_HOSTS = re.compile(r"pypi\.org|pythonhosted|--(extra-)?index-url|--find-links|npmjs|docker\.io")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
WRITTEN_ANEW = (
    ".mypy_cache",
    ".ruff_cache",
    ".venv",
    ".git",
    "var",
    ".hypothesis",
    "__pycache__",
    ".pytest_cache",
)


def repository_files() -> list[Path]:
    """Every text file that belongs to the project."""
    # Not down into what is written anew: files come and go there while the tests run.
    tops = [path for path in ROOT.iterdir() if path.name not in WRITTEN_ANEW]
    found = (path for top in tops for path in (top, *top.rglob("*")) if path.is_file())
    return [path for path in found if not set(path.relative_to(ROOT).parts) & set(WRITTEN_ANEW)]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands(page: Path) -> list[str]:
    """The `make` commands that a page shows in its code, by target."""
    code = re.findall(r"```\n(.*?)```|`([^`\n]+)`", page.read_text(), re.DOTALL)
    lines = [line for block, inline in code for line in (block or inline).splitlines()]
    told = [line.split()[1:] for line in lines if line.startswith("make ")]
    return [word for words in told for word in words if "=" not in word]


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_name_only_commands_that_exist(self, page: Path) -> None:
        assert set(commands(page)) <= make_targets()

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_link_only_to_pages_that_exist(self, page: Path) -> None:
        missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
        assert missing == []

    def test_the_first_page_shows_the_two_commands(self) -> None:
        shown = (ROOT / "README.md").read_text()
        assert "```\nmake demo\n```" in shown
        assert "```\nmake demo ONCE=1\n```" in shown

    def test_the_changelog_has_a_place_for_what_comes(self) -> None:
        assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text()

    def test_the_licence_is_whole(self) -> None:
        licence = (ROOT / "LICENSE").read_text()
        assert "Apache License" in licence
        assert "9. Accepting Warranty or Additional Liability." in licence
        assert "END OF TERMS AND CONDITIONS" in licence


class TestDecisions:
    def test_are_all_in_the_index_and_numbered_without_gaps(self) -> None:
        decisions = ROOT / "docs" / "decisions"
        files = sorted(path.name for path in decisions.glob("0*.md"))
        assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
        assert re.findall(r"\((0\d+[^)]*\.md)\)", (decisions / "README.md").read_text()) == files

    @pytest.mark.parametrize(
        "page", sorted((ROOT / "docs/decisions").glob("0*.md")), ids=lambda page: page.name
    )
    def test_say_context_decision_and_consequences(self, page: Path) -> None:
        written = page.read_text()
        assert written.startswith(f"# {page.name[:4]}: ")
        assert all(f"**{part}.**" in written for part in ("Context", "Decision", "Consequences"))

    def test_give_a_reason_for_every_dependency(self) -> None:
        listed = set(
            re.findall(r"^\| ([a-z-]+) \|", (ROOT / "docs/decisions/0002-dependencies.md").read_text(), re.M)
        )
        declared = (ROOT / "pyproject.toml").read_text().partition("dev = [")[0]
        assert set(re.findall(r'^    "([a-z0-9-]+)', declared, re.M)) - {"consultations"} <= listed


class TestRepository:
    def test_names_no_registry(self) -> None:
        mine = Path(__file__)
        found = [
            path.relative_to(ROOT)
            for path in repository_files()
            if path != mine and REGISTRY_HOSTS.search(path.read_text(errors="ignore"))
        ]
        assert found == []

    def test_lists_the_settings_that_the_code_reads(self) -> None:
        read = subprocess.run(
            [
                "grep",
                "-rhoE",
                r'env\.(text|flag|number|names)\("[A-Z_]+"',
                "config/settings.py",
                "config/logs.py",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        told = (ROOT / "docs/operations.md").read_text()
        assert [name for name in re.findall(r'"([A-Z_]+)"', read) if f"`{name}`" not in told] == []
