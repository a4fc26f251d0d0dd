"""Processes of the chaos: each a fork of one server process in which the application has been loaded once."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

LOADED: Final = ["tests.chaos.process", "tests.chaos.hostile"]


def processes(several: int) -> ProcessPoolExecutor:
    """A pool of so many processes. They come from a fork server: to fork a process with threads is not safe."""
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return ProcessPoolExecutor(several, mp_context=context)
