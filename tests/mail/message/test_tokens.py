"""A token says who it was made for, to whom it was made by, and nothing to anybody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.message.tokens import MAX_MAILING, MAX_SUBSCRIPTION, Claim, Purpose, Tokens, tokens_from

NEW, OLD = "new-secret-0123456789abcdefghijkl", "old-secret-0123456789abcdefghijkl"
TOKENS = Tokens((NEW,))
PURPOSES = st.sampled_from(list(Purpose))
CLAIMS = st.builds(Claim, st.integers(0, MAX_SUBSCRIPTION), st.integers(0, MAX_MAILING))


@given(PURPOSES, CLAIMS)
def test_what_was_made_is_read_for_its_purpose_alone(purpose: Purpose, claim: Claim) -> None:
    token = TOKENS.make(purpose, claim)
    assert TOKENS.read(purpose, token) == TOKENS.read(purpose, token.upper()) == claim
    assert token == TOKENS.make(purpose, claim), "each letter of a mailing to one reader has the same link"
    for other in set(Purpose) - {purpose}:
        assert TOKENS.read(other, token) is None


@given(PURPOSES, CLAIMS, st.integers(0, 24 * 8 - 1))
def test_a_token_with_one_bit_changed_is_none(purpose: Purpose, claim: Claim, bit: int) -> None:
    number = int(TOKENS.make(purpose, claim), 16) ^ 1 << bit
    assert TOKENS.read(purpose, f"{number:048x}") is None


@given(st.text() | st.text("0123456789abcdef", min_size=48, max_size=48))
def test_what_somebody_makes_up_is_none(token: str) -> None:
    assert TOKENS.read(Purpose.LEAVE, token) is None


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: t + "00", lambda t: t + "\n", lambda t: " " + t[1:],
                                    lambda t: "", lambda t: t[::-1], lambda t: "٣" + t[1:]])  # fmt: skip
def test_a_token_of_another_form_is_none(change: object) -> None:
    token = TOKENS.make(Purpose.LEAVE, Claim(1))
    assert TOKENS.read(Purpose.LEAVE, change(token)) is None  # type: ignore[operator]


def test_after_a_change_of_the_secret_old_letters_can_still_be_left() -> None:
    before, during, after = Tokens((OLD,)), Tokens((NEW, OLD)), Tokens((NEW,))
    token = before.make(Purpose.LEAVE, Claim(7))
    assert during.read(Purpose.LEAVE, token) == Claim(7)
    assert during.make(Purpose.LEAVE, Claim(7)) == after.make(Purpose.LEAVE, Claim(7))
    assert after.read(Purpose.LEAVE, token) is None


def test_a_token_hides_its_numbers() -> None:
    tokens = [TOKENS.make(Purpose.LEAVE, Claim(number)) for number in range(500)]
    assert len({token[32:] for token in tokens}) == 500, "neighbours do not look like neighbours"
    assert not any("0" * 6 in token for token in tokens)
    assert all(len(token) == 48 for token in tokens)


@pytest.mark.parametrize("claim", [Claim(-1), Claim(MAX_SUBSCRIPTION + 1), Claim(1, -1), Claim(1, MAX_MAILING + 1)])
def test_a_number_that_does_not_fit_is_not_cut_off(claim: Claim) -> None:
    with pytest.raises(ValueError, match="can't hold"):
        TOKENS.make(Purpose.LEAVE, claim)


def test_secrets_come_from_one_text_the_newest_first() -> None:
    tokens, problems = tokens_from(f"{NEW} {OLD}\n")
    assert problems == []
    assert tokens == Tokens((NEW, OLD))
    assert NEW not in repr(tokens)


@pytest.mark.parametrize(
    ("secret", "code"),
    [("", "no-secret"), ("  \n", "no-secret"), ("short", "weak-secret"), ("a" * 64, "weak-secret"),
     (f"{NEW} {OLD[:20]}", "weak-secret")],
)  # fmt: skip
def test_a_secret_that_can_be_guessed_is_refused_and_never_said(secret: str, code: str) -> None:
    tokens, problems = tokens_from(secret)
    assert tokens is None
    assert [problem.code for problem in problems] == [code]
    assert not any(part in problems[0].message + problems[0].hint for part in secret.split())
