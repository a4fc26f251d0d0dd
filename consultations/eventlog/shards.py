"""Which shard a stream belongs to, the same in Python and in SQL: what is projected side by side."""

from typing import Final
from uuid import UUID

SHARDS: Final = 8
"""A constant of the installation: checkpoints and the index `position_shard` rest on it."""

OF_STREAM: Final = "(get_byte(uuid_send({stream}), 15) & 7)"
"""The shard of a stream in SQL, word for word as the index `position_shard` has it, or it is not used."""


def shard_of(stream_id: UUID) -> int:
    """The shard of a stream, from 0: the last byte of its id, which is drawn or hashed and so spreads evenly."""
    return stream_id.bytes[15] % SHARDS
