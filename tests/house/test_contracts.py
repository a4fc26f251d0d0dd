"""Every import contract, broken on purpose in a copy of the tree, and seen to fail."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM_BELOW = "High may import low, never the reverse, and every room has its place"
PURE = "The domain is plain Python"
TOPICS = "Topics do not know each other, and every file of the domain has its place"
PROJECTIONS = "Projections do not know each other, and every file of the room has its place"
APPEND = "Only the handler and the import append"

IMPORTS = (
    (ROOM_BELOW, "eventlog.codec", "projections.runner"),
    (ROOM_BELOW, "handler", "scenarios.player"),
    (PURE, "domain.when", "django"),
    (TOPICS, "domain.opening", "domain.rounds"),
    (TOPICS, "domain.bounds", "domain.when"),
    (PROJECTIONS, "projections.docket", "projections.timeline"),
    (APPEND, "scenarios.player", "eventlog.append"),
    (APPEND, "eventlog.read", "eventlog.append"),
    (APPEND, "imports.lines", "eventlog.bulk"),
)
"""Contract, the module that is to break it, and what it imports for that."""
WITHOUT_PLACE = ((ROOM_BELOW, "attic"), (TOPICS, "domain.attic"), (PROJECTIONS, "projections.attic"))
"""Contract, and a module that nobody has given its place."""


def lint(tree: Path) -> str:
    """What import-linter says of a tree, without its colours and line breaks."""
    linter = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run([linter, "--no-cache"], cwd=tree, capture_output=True, text=True)
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", said.stdout + said.stderr).split())


def copied(to: Path) -> Path:
    shutil.copytree(
        ROOT / "consultations", to / "consultations", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / ".importlinter", to)
    return to


@pytest.fixture(scope="module")
def broken_by_imports(tmp_path_factory: pytest.TempPathFactory) -> str:
    tree = copied(tmp_path_factory.mktemp("imports"))
    for _, importer, imported in IMPORTS:
        with (tree / "consultations" / importer.replace(".", "/")).with_suffix(".py").open("a") as planted:
            planted.write(f"\nimport {full(imported)}\n")
    return lint(tree)


@pytest.fixture(scope="module")
def broken_by_newcomers(tmp_path_factory: pytest.TempPathFactory) -> str:
    tree = copied(tmp_path_factory.mktemp("newcomers"))
    for _, module in WITHOUT_PLACE:
        (tree / "consultations" / module.replace(".", "/")).with_suffix(".py").write_text(
            '"""Nobody gave it its place."""\n'
        )
    return lint(tree)


def full(module: str) -> str:
    return module if module == "django" else f"consultations.{module}"


class TestContracts:
    def test_are_kept(self) -> None:
        assert "0 broken" in lint(ROOT)

    def test_have_each_a_violation_planted_below(self) -> None:
        linter = ConfigParser()
        linter.read(ROOT / ".importlinter")
        known = {linter[each]["name"] for each in linter.sections() if "contract" in each}
        assert known == {contract for contract, _, _ in IMPORTS}

    @pytest.mark.parametrize(("contract", "importer", "imported"), IMPORTS)
    def test_see_a_forbidden_import(
        self, broken_by_imports: str, contract: str, importer: str, imported: str
    ) -> None:
        assert f"{contract} BROKEN" in broken_by_imports
        assert f"{full(importer)} -> {full(imported)} (l." in broken_by_imports

    @pytest.mark.parametrize(("contract", "module"), WITHOUT_PLACE)
    def test_see_a_file_without_a_place(self, broken_by_newcomers: str, contract: str, module: str) -> None:
        assert f"{contract} BROKEN" in broken_by_newcomers
        assert f"- {full(module)} " in broken_by_newcomers
