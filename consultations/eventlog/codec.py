"""Events to bytes and back: canonical JSON (RFC 8785) under a short type name that never changes."""

from typing import Any, get_args

import msgspec

from consultations.domain.decider import STREAMS
from consultations.domain.message import Envelope, Event
from consultations.eventlog.upcasters import upcast

EVENTS: dict[str, type[Event]] = {
    event.__name__: event for stream in STREAMS.values() for event in get_args(stream.events)
}
"""Every event type there is, by its stored name; the golden catalogue pins it."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoders: dict[type[Event], msgspec.json.Decoder[Any]] = {
    event: msgspec.json.Decoder(event) for event in EVENTS.values()
}
_envelope = msgspec.json.Decoder(Envelope)


class UnknownEventType(Exception):
    """The log holds an event of a type that this version of the application does not know."""


def encode(message: object) -> bytes:
    """The canonical bytes of an event or an envelope: members sorted, no floats, UTF-8."""
    return _encoder.encode(message)


def decode_envelope(stored: bytes) -> Envelope:
    """The envelope that these bytes hold."""
    return _envelope.decode(stored)


def decode(type_name: str, schema_version: int, stored: bytes) -> Event:
    """The event that these bytes hold, brought up to the present form. Raises UnknownEventType."""
    event_type = EVENTS.get(type_name)
    if event_type is None:
        raise UnknownEventType(type_name)
    if schema_version == event_type.schema_version:
        stands: Event = _decoders[event_type].decode(stored)
        return stands
    fields = upcast(type_name, schema_version, event_type.schema_version, msgspec.json.decode(stored))
    present: Event = msgspec.convert(fields, event_type, str_keys=True)
    return present
