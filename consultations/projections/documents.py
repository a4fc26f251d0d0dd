"""Documents: one row for each document on a file, as the domain folds it; its content stands elsewhere."""

from typing import Final

from django.db import models

from consultations.domain.documents import DocumentEvent
from consultations.domain.parts.documents import Document
from consultations.projections.projection import Projection, part_projection

PROJECTION: Final[Projection[Document]] = part_projection(
    "documents",
    Document,
    DocumentEvent,
    indexes=(models.Index(fields=["digest", "document_id"]),),
)
