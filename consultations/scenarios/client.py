"""A small client of our own REST interface: signs in as people do, and reads lists page by page."""

import json
import re
from collections.abc import Iterator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from config.trouble import Trouble

SECONDS = 20


class NotAsExpected(Trouble):
    """{url} answered {status}: {body}"""


class Client:
    """Someone who has signed in."""

    def __init__(self, url: str, username: str, password: str) -> None:
        """Sign in on the page for it. Raises NotAsExpected."""
        self.url = url
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self._sign_in(username, password)

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """Every row of a list, following its pages. Raises NotAsExpected."""
        next_page: str | None = self.url + path
        while next_page:
            with self._opened(Request(next_page)) as answer:  # noqa: S310 (an address of our own)
                yield from json.load(answer)["results"]
                next_page = _next(answer.headers.get("Link", ""))

    def _sign_in(self, username: str, password: str) -> None:
        page = f"{self.url}/admin/login/"
        self._opened(Request(page)).close()  # noqa: S310
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        form = {"username": username, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
        self._opened(Request(page, urlencode(form).encode(), headers={"Referer": page})).close()  # noqa: S310
        if not any(cookie.name == "sessionid" for cookie in self.cookies):
            raise NotAsExpected(url=page, status="without signing in", body=username)

    def _opened(self, request: Request) -> HTTPResponse:
        try:
            answer: HTTPResponse = self.opener.open(request, timeout=SECONDS)
        except HTTPError as refused:
            body = refused.read(400).decode(errors="replace")
            raise NotAsExpected(url=request.full_url, status=refused.code, body=body) from refused
        return answer


def _next(link: str) -> str | None:
    found = re.search(r'<([^>]+)>;\s*rel="?next"?', link)
    return found[1] if found else None
