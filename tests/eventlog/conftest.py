"""What the tests of the log's evidence share: a log of its own, and where its checkpoints are exported to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.eventlog.evidence import ORIGIN, Log


@pytest.fixture
def a_log(empty: Callable[[], dict[str, str]], settings: Any, tmp_path: Path) -> Log:
    """An empty log; what is signed is exported below the test's own directory."""
    settings.LOG_ORIGIN = ORIGIN
    settings.LOG_CHECKPOINT_DIR = str(tmp_path / "checkpoints")
    return Log(empty(), tmp_path / "checkpoints")
