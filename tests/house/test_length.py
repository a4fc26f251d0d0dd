"""No function of the product is longer than forty lines (CONTRIBUTING.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 40


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (
        each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


class TestFunctions:
    def test_have_forty_lines_at_most(self) -> None:
        files = (
            each for room in ("config", "consultations", "benchmarks") for each in (ROOT / room).rglob("*.py")
        )
        long = {
            f"{file.relative_to(ROOT)}: {each.name}": length(each)
            for file in files
            for each in functions(file.read_text())
            if length(each) > LONGEST
        }
        assert long == {}

    def test_are_counted_from_their_head_to_their_last_line(self) -> None:
        (one,) = functions("def one():\n    '''Told.'''\n    return 1\n")
        assert length(one) == 3
