"""Tokens: how programs sign in; shown once, kept only as a digest, with scopes and an end."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

PREFIX: Final = "cns_"
"""So that a token that got lost is known for what it is."""
READ: Final = "read"
WRITE: Final = "write"
SCOPES: Final = (READ, WRITE)
USED_AGAIN: Final = timedelta(minutes=1)
"""The last use is kept no more exactly than this."""


class Token(models.Model):
    """A program's way in, in the name of a user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    digest = models.BinaryField(unique=True)
    """SHA-256 of the token; 256 random bits need no slow hash."""
    start = models.TextField()
    """Its first characters, to know it again by."""
    scopes = ArrayField(models.TextField())
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Revoked, never deleted."""

        app_label = "consultations"
        db_table = "consultations_token"
        verbose_name = "token"

    def __str__(self) -> str:
        """How it begins."""
        return f"{self.start}…"


class TokenAuthentication(BaseAuthentication):
    """Signs in whoever bears a token that stands (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Token] | None:
        """The user and the token; none where the request bears none. Raises AuthenticationFailed."""
        scheme, _, borne = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = datetime.now(UTC)
        token = _standing(borne.strip(), now)
        if token.last_used_at is None or now - token.last_used_at >= USED_AGAIN:
            Token.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """How to sign in."""
        return 'Bearer realm="consultations"'


def make(user: Any, scopes: Iterable[str], days: int) -> str:
    """A new token for a user; this is the only time it is seen."""
    borne = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        user=user,
        digest=_digest(borne),
        start=borne[: len(PREFIX) + 6],
        scopes=sorted(set(scopes)),
        expires_at=datetime.now(UTC) + timedelta(days=days),
    )
    return borne


def _standing(borne: str, now: datetime) -> Token:
    token = Token.objects.select_related("user").filter(digest=_digest(borne)).first()
    if token is None or not token.user.is_active:
        raise AuthenticationFailed("There is no such token.", "token_unknown")
    if token.revoked_at is not None:
        raise AuthenticationFailed("The token was revoked.", "token_revoked")
    if token.expires_at <= now:
        raise AuthenticationFailed("The token has expired.", "token_expired")
    return token


def _digest(borne: str) -> bytes:
    return sha256(borne.encode(errors="surrogatepass")).digest()
