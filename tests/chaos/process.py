"""Processes of the chaos: each a fork of one server process in which the application has been loaded once."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

# A fork server, for to fork a process that has threads is not safe.
FORKED: Final = get_context("forkserver")
FORKED.set_forkserver_preload(["tests.chaos.process", "tests.chaos.hostile", "tests.chaos.client"])


def processes(several: int) -> ProcessPoolExecutor:
    """A pool of so many processes."""
    return ProcessPoolExecutor(several, mp_context=FORKED)
