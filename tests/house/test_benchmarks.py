"""The benchmarks run, at a tiny size, and write what they promise; no figure is judged here."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.figure import Bound, measured

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = ["case", "ours", "plain", "peer", "ratio_plain", "ratio_peer", "goal", "holds"]


class TestFigure:
    def test_has_every_side_measured_in_every_round_after_one_that_does_not_count(self) -> None:
        asked: list[tuple[str, int]] = []

        def side(name: str, numbers: list[float]) -> object:
            return lambda nth: asked.append((name, nth)) or numbers[nth]

        figure = measured(
            "a case",
            rounds=3,
            ours=side("ours", [1000, 8, 9, 10]),
            plain=side("plain", [1000, 10, 10, 10]),
            bounds=(Bound(of="ratio_plain", least=0.9),),
        )
        assert (figure.ours, figure.plain, figure.peer) == (9, 10, None)
        assert (figure.ratio_plain, figure.ratio_peer, figure.holds) == (0.9, None, True)
        assert [name for name, _ in asked] == ["ours", "plain", "plain", "ours"] * 2

    def test_does_not_hold_where_one_bound_is_missed(self) -> None:
        bounds = (Bound(of="ours", most=2), Bound(of="ratio_peer", least=30))
        figure = measured("a case", rounds=1, ours=lambda nth: 1, peer=lambda nth: 0.5, bounds=bounds)
        assert figure.holds is False
        assert figure.goal == "≤ 2, ≥ 30 times the peer"


class TestRun:
    def test_writes_a_list_of_figures(self, tmp_path: Path) -> None:
        out = tmp_path / "bench.json"
        command = [
            sys.executable,
            "-m",
            "benchmarks",
            "--only",
            "commanding",
            "--scale",
            "tiny",
            "--rounds",
            "1",
        ]
        subprocess.run(
            [*command, "--var", str(tmp_path / "var"), "--out", str(out)], cwd=ROOT, check=True, timeout=60
        )
        figures = json.loads(out.read_text())
        assert [list(figure) for figure in figures] == [MEMBERS] * 2
        assert all(min(figure["ours"], figure["plain"], figure["peer"]) > 0 for figure in figures)
