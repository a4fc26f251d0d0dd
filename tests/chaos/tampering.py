"""What whoever owns the server can do to a log, each kind once, with which position it falsifies."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from consultations.eventlog import tree
from consultations.eventlog.connection import cursor
from consultations.eventlog.leaves import LEAF
from consultations.eventlog.notes import Checkpoint, Signer

TRIGGERS = ("event", "position", "node", "signedcheckpoint")
BYTES = ("payload", "envelope", "salt")
TEXTS = ("stream_kind", "type", "actor", "role")
IDS = ("event_id", "stream_id", "command_id", "correlation_id", "causation_id")
LEAVES_ANEW = f"""
update consultations_position place set leaf = {LEAF} from consultations_event event
where event.number = place.number and place.position >= %s
"""


def unguarded() -> None:
    """Switch the log's triggers off, for this transaction."""
    for table in TRIGGERS:
        run(f"alter table consultations_{table} disable trigger user")


def run(statement: str, *arguments: object) -> list[Any]:
    """Run SQL as whoever is logged in."""
    with cursor() as doing:
        done = doing.execute(statement, arguments)
        return done.fetchall() if done.description else []


def flip(position: int, size: int, dice: Random) -> int:
    """Flip one bit of one column."""
    column = dice.choice(BYTES)
    bit = "get_bit({0}, n) # 1"
    run(
        f"""update consultations_event set {column} = set_bit({column}, n, {bit.format(column)})
            from (select number, floor(%s * octet_length({column}) * 8)::integer as n from consultations_event
                  join consultations_position using (number) where position = %s) chosen
            where chosen.number = consultations_event.number""",
        dice.random(),
        position,
    )
    return position


def rewrite(position: int, size: int, dice: Random) -> int:
    """Put another value into one column."""
    column, value = dice.choice(
        [
            *((each, f"{each} || ' '") for each in TEXTS),
            *((each, "gen_random_uuid()") for each in IDS),
            ("recorded_at", "recorded_at - interval '1 year'"),
            ("version", "version + 1000"),
            ("schema_version", "schema_version + 1"),
        ]
    )
    run(f"update consultations_event set {column} = {value} where number = {_number(position)}")
    return position


def remove(position: int, size: int, dice: Random) -> int:
    """Remove an event, with its place or without."""
    number = _number(position)
    if dice.random() < 0.5:
        run("delete from consultations_position where position = %s", position)
    run("delete from consultations_event where number = %s", number)
    return position


def swap(position: int, size: int, dice: Random) -> int:
    """Let two events change places."""
    other = position % (size - 1) + 1 if position == size else position + 1
    first, second = _number(position), _number(other)
    run("update consultations_position set number = -1 where position = %s", position)
    run("update consultations_position set number = %s where position = %s", first, other)
    run("update consultations_position set number = %s where position = %s", second, position)
    return min(position, other)


def slip_in(position: int, size: int, dice: Random) -> int:
    """Put an event of one's own in the place of another, or below the seal without a place."""
    run(
        """insert into consultations_event (number, event_id, stream_id, stream_kind, version, type, schema_version,
               actor, command_id, correlation_id, envelope, payload) overriding system value
           select -number, gen_random_uuid(), stream_id, stream_kind, version + 1000, type, schema_version,
               actor, command_id, correlation_id, envelope, payload
           from consultations_event where number = %s""",
        number := _number(position),
    )
    if dice.random() < 0.5:
        run("update consultations_position set number = %s where number = %s", -number, number)
        return position
    return 0


def cut(position: int, size: int, dice: Random) -> int:
    """Cut the tail off, and all that was signed of it and kept here: as an old backup would have it."""
    last = _number(position)
    run("delete from consultations_event where number >= %s", last)
    run("delete from consultations_position where position >= %s", position)
    run("delete from consultations_signedcheckpoint where size >= %s", position)
    run("delete from consultations_node where (index + 1) * 256 ^ level >= %s", position)
    run(
        """update consultations_seal set sealed_position = %s,
           sealed_number = (select coalesce(max(number), 0) from consultations_position)""",
        position - 1,
    )
    return position


def make_anew(position: int, size: int, dice: Random) -> int:
    """Change an event, and everything that is computed from it."""
    flip(position, size, dice)
    run(LEAVES_ANEW, position)
    run("delete from consultations_node")
    tree.grow(size)
    return position


def sign_anew(position: int, size: int, dice: Random, by: Signer) -> int:
    """The same, and sign it again; what was signed before is gone from the table."""
    make_anew(position, size, dice)
    run("delete from consultations_signedcheckpoint")
    checkpoint = Checkpoint(origin=by.verifier.name, size=size, root=tree.subtree(0, size))
    keep = "insert into consultations_signedcheckpoint (size, root, note) values (%s, %s, %s)"
    run(keep, size, checkpoint.root, by.sign(checkpoint))
    return position


def touch_the_tree(position: int, size: int, dice: Random) -> int:
    """Change a leaf or a node."""
    if dice.random() < 0.5:
        run("update consultations_position set leaf = sha256(leaf) where position = %s", position)
        return position
    run("update consultations_node set hash = sha256(hash) where (level, index) = (1, 0)")
    return 1


Kind = Callable[[int, int, Random], int]
KINDS: Mapping[str, Kind] = {
    each.__name__: each for each in (flip, rewrite, remove, swap, slip_in, cut, make_anew, touch_the_tree)
}


def _number(position: int) -> int:
    ((number,),) = run("select number from consultations_position where position = %s", position)
    return int(number)
