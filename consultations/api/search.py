"""Search over REST: what answers to some words, in any of four languages and however names are written."""

from typing import Final

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from consultations.api import reads, rights
from consultations.api.finding import find

PARAMETERS: Final = ("q", "cursor", "limit", "written")


class Search(APIView):
    """Finds entries of files, and persons who appear on them."""

    def get(self, request: Request) -> HttpResponse:
        """One page of what was found, the best first, and the address of the next."""
        reader, given = rights.reading(request), request.query_params
        reads.check(given, PARAMETERS)
        limit = reads.limit(given.get("limit"))
        reads.wait(given, None)
        findings = find(reader, given.get("q", ""), limit, given.get("cursor", ""))
        headers = dict(reads.PRIVATE)
        if findings.next:
            headers["Link"] = f'<{reads.address(request, findings.next)}>; rel="next"'
        return HttpResponse(msgspec.json.encode(findings), content_type="application/json", headers=headers)
