"""Signed notes: the published example of the form's authors, and whatever is no note or not signed."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.eventlog.notes import (
    Checkpoint,
    KeyMalformed,
    NoteMalformed,
    NotSigned,
    Signer,
    checkpoint_in,
    opened,
    verifier_key,
)

# The example of golang.org/x/mod/sumdb/note.
SECRET = b64encode(b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]).decode()
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = Signer("mfa.example/log", b64encode(bytes(range(32))).decode())
OTHER = Signer("mfa.example/log", b64encode(bytes(range(1, 33))).decode())
CHECKPOINT = Checkpoint(origin="mfa.example/log", size=20852163, root=bytes(range(32)))


class TestKey:
    def test_is_that_of_the_published_example(self) -> None:
        assert str(Signer("PeterNeumann", SECRET).verifier) == PUBLIC
        assert str(verifier_key(PUBLIC)) == PUBLIC

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x",
            PUBLIC[:-4],
            PUBLIC.replace("c74f20a3", "c74f20a4"),
            PUBLIC.replace("Peter", "P "),
            "a+b+c",
        ],
    )
    def test_is_refused_where_it_is_none(self, text: str) -> None:
        with pytest.raises(KeyMalformed):
            verifier_key(text)

    @pytest.mark.parametrize(
        ("name", "secret"), [("a b", SECRET), ("a+b", SECRET), ("a", "x"), ("a", "AAAA")]
    )
    def test_to_sign_with_is_32_bytes_under_a_name(self, name: str, secret: str) -> None:
        with pytest.raises(KeyMalformed):
            Signer(name, secret)


class TestNote:
    def test_is_written_as_the_form_has_it(self) -> None:
        text, signature = SIGNER.sign(CHECKPOINT).split("\n\n")
        assert text == "mfa.example/log\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        assert signature.startswith("— mfa.example/log ")
        assert signature.endswith("\n")

    def test_says_what_was_signed_and_by_whom(self) -> None:
        assert opened(SIGNER.sign(CHECKPOINT), [OTHER.verifier, SIGNER.verifier]) == (
            CHECKPOINT,
            SIGNER.verifier,
        )

    def test_bears_further_signatures(self) -> None:
        note = SIGNER.sign(CHECKPOINT)
        cosigned = note + Signer("witness.example", SECRET).sign(CHECKPOINT).split("\n\n")[1]
        assert opened(cosigned, [SIGNER.verifier]) == (CHECKPOINT, SIGNER.verifier)

    def test_is_refused_where_no_trusted_key_signed_it(self) -> None:
        for keys in ([], [OTHER.verifier]):
            with pytest.raises(NotSigned):
                opened(SIGNER.sign(CHECKPOINT), keys)

    def test_is_refused_where_it_was_changed(self) -> None:
        note = SIGNER.sign(CHECKPOINT)
        for changed in (
            note.replace("20852163", "20852162"),
            note.replace("AAEC", "AAED"),
            note.replace("log\n2", "lag\n2"),
        ):
            with pytest.raises(NotSigned):
                opened(changed, [SIGNER.verifier])

    @given(
        st.text(max_size=200)
        | st.just(SIGNER.sign(CHECKPOINT)).flatmap(
            lambda note: st.integers(0, len(note) - 1).map(lambda end: note[:end])
        )
    )
    def test_is_refused_where_it_is_none(self, text: str) -> None:
        with pytest.raises((NoteMalformed, NotSigned)):
            opened(text, [SIGNER.verifier])

    @pytest.mark.parametrize(
        "text",
        [
            "log\n01\n{root}",
            "log\n-1\n{root}",
            "log\n١\n{root}",
            "\n1\n{root}",
            "log\n1\nAAAA",
            "log\n1\n*",
            "log\n1",
        ],
    )
    def test_has_an_origin_a_size_and_a_root(self, text: str) -> None:
        root = b64encode(bytes(32)).decode()
        with pytest.raises(NoteMalformed):
            checkpoint_in(text.format(root=root) + "\n\n— a AAAA\n")
