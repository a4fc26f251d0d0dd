"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint), with Ed25519 (RFC 8032). Pure."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = b"\x01"
NAME: Final = re.compile(r"[^\s+]+")
SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")


class NoteMalformed(Exception):
    """This is no signed note with a checkpoint in it."""


class KeyMalformed(Exception):
    """A signing key is 32 random bytes in base64; a verifier key reads name+id+key, as in signed notes."""


class NotSigned(Exception):
    """The note bears no signature of a key that is trusted, or a false one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """What a log commits to: its first `size` leaves have this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell the keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as people pass it on: name+id+key."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"


class Signer:
    """A signing key under the name of a log."""

    def __init__(self, name: str, secret: str) -> None:
        """Take the key: 32 bytes in base64. Raises KeyMalformed."""
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(b64decode(secret, validate=True))
        except (NotBase64, ValueError) as error:
            raise KeyMalformed() from error
        if not NAME.fullmatch(name):
            raise KeyMalformed()
        self.verifier = VerifierKey(name, self._key.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """The signed note."""
        signature = self.verifier.key_id + self._key.sign(checkpoint.text.encode())
        return f"{checkpoint.text}\n— {self.verifier.name} {b64encode(signature).decode()}\n"


def verifier_key(text: str) -> VerifierKey:
    """A key as people pass it on. Raises KeyMalformed."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        public = b64decode(encoded, validate=True)
    except NotBase64 as error:
        raise KeyMalformed() from error
    key = VerifierKey(name, public[1:])
    if public[:1] != ED25519 or len(public) != 33 or not NAME.fullmatch(name) or key.key_id.hex() != key_id:
        raise KeyMalformed()
    return key


def checkpoint_in(note: str) -> Checkpoint:
    """What a note says, signed by whomever. Raises NoteMalformed."""
    text, _ = _parted(note)
    origin, size, root, *_ = [*text.split("\n"), "", ""]
    try:
        decoded = b64decode(root, validate=True)
    except NotBase64 as error:
        raise NoteMalformed() from error
    if not origin or not SIZE.fullmatch(size) or len(decoded) != 32:
        raise NoteMalformed()
    return Checkpoint(origin=origin, size=int(size), root=decoded)


def opened(note: str, trusted: Iterable[VerifierKey]) -> tuple[Checkpoint, VerifierKey]:
    """What a note says, and the trusted key that signed it.

    Signatures of other keys are passed over: a witness may have added its own. Raises NoteMalformed, NotSigned.
    """
    checkpoint = checkpoint_in(note)
    text, signatures = _parted(note)
    for key in trusted:
        if (signature := signatures.get((key.name, key.key_id))) is not None:
            _must_have_signed(key, signature, text)
            return checkpoint, key
    raise NotSigned()


def _must_have_signed(key: VerifierKey, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as error:
        raise NotSigned() from error


def _parted(note: str) -> tuple[str, Mapping[tuple[str, bytes], bytes]]:
    text, blank, lines = note.rpartition("\n\n")
    found = [SIGNATURE.fullmatch(line) for line in lines.split("\n")[:-1]]
    if not blank or not lines.endswith("\n") or not all(found):
        raise NoteMalformed()
    try:
        signed = {(each[1], b64decode(each[2], validate=True)) for each in found if each}
    except NotBase64 as error:
        raise NoteMalformed() from error
    return f"{text}\n", {(name, raw[:4]): raw[4:] for name, raw in signed}
