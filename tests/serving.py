"""A web server as a process of its own, on the database of the process that tests."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event as Pause
from urllib.error import URLError

from tests.conftest import ROOT, free_port


@contextmanager
def web_server(environment: Mapping[str, str]) -> Iterator[str]:
    """Gunicorn; gives its address, once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "config.wsgi",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/admin/login/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    pause = Pause()
    for _ in range(200):
        try:
            urllib.request.urlopen(url)  # noqa: S310 - the server just started
            return
        except URLError:
            assert server.poll() is None, "the web server has ended"
            pause.wait(0.1)
    raise AssertionError("the web server does not answer")
