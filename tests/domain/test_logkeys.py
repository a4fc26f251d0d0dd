"""The keys of the log: introduced once, withdrawn once, none under a name that is none."""

import pytest

from consultations.domain.logkeys import (
    LOG,
    IntroduceLogKey,
    LogKeyIntroduced,
    LogKeyIntroducedAlready,
    LogKeyMalformed,
    LogKeyWithdrawn,
    LogKeyWithdrawnAlready,
    WithdrawLogKey,
)
from tests.dsl import given

KEY = "mfa.example/log+0a1b2c3d+" + "A" * 44
INTRODUCED = LogKeyIntroduced(verifier_key=KEY, reason="the first")
WITHDRAWN = LogKeyWithdrawn(verifier_key=KEY, reason="another took its place")
WITHDRAW = WithdrawLogKey(verifier_key=KEY, reason="another took its place")


class TestIntroduceLogKey:
    def test_introduces_a_key_once(self) -> None:
        introduce = IntroduceLogKey(verifier_key=KEY, reason="the first")
        log = given(stream_id=LOG).when(introduce).then(INTRODUCED)
        assert (log.keys, log.tags) == ([KEY], {LOG: 1})
        given(INTRODUCED, stream_id=LOG).when(introduce).refused(LogKeyIntroducedAlready)
        given(INTRODUCED, WITHDRAWN, stream_id=LOG).when(introduce).refused(LogKeyIntroducedAlready)

    @pytest.mark.parametrize("key", ["x", KEY[:-1], KEY.replace("+0a", "+0A"), f"two words{KEY[15:]}"])
    def test_refuses_what_is_no_key(self, key: str) -> None:
        given(stream_id=LOG).when(IntroduceLogKey(verifier_key=key, reason="r")).refused(LogKeyMalformed)


class TestWithdrawLogKey:
    def test_withdraws_a_key_once(self) -> None:
        log = given(INTRODUCED, stream_id=LOG).when(WITHDRAW).then(WITHDRAWN)
        assert (log.keys, log.withdrawn) == ([KEY], [KEY])
        given(INTRODUCED, WITHDRAWN, stream_id=LOG).when(WITHDRAW).refused(LogKeyWithdrawnAlready)

    def test_withdraws_the_first_key_which_nothing_introduced(self) -> None:
        given(stream_id=LOG).when(WITHDRAW).then(WITHDRAWN)

    def test_refuses_what_is_no_key(self) -> None:
        given(stream_id=LOG).when(WithdrawLogKey(verifier_key="x", reason="r")).refused(LogKeyMalformed)
