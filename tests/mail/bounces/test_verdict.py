"""What comes back is understood by form and code; nothing follows from words or from addresses that a report names."""

import datetime as dt
import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.mail.bounces.status_codes import DEAD_WHEN_SAID_TWICE, Meaning, judge, meaning
from newsletter.mail.bounces.verdict import MAX_BYTES, Kind, Verdict, verdict_of
from newsletter.mail.message.template import MessageTemplate
from newsletter.mail.message.tokens import Claim, Purpose, Tokens
from tests.conftest import REPOSITORY
from tests.support.reports import (
    CLAIM,
    LETTER,
    PLACES,
    TOKENS,
    arf,
    exim,
    gmail,
    hotmail,
    in_base64,
    in_mixed,
    international,
    nested,
    office,
    passed_on,
    plain,
    postfix,
    qmail,
    reader_of,
    returned_to,
)
from tests.support.trying import tries

HERE = returned_to()
STRANGERS = Tokens(("another-secret-of-another-house-0123456789",))


def judged(data: bytes) -> Verdict:
    return verdict_of(data, TOKENS)


@pytest.mark.parametrize(
    ("report", "kind", "code"),
    [
        (postfix(HERE), Kind.HARD, "5.1.1"),
        (exim(HERE), Kind.HARD, "5.1.1"),
        (office(HERE), Kind.HARD, "5.1.10"),
        (gmail(HERE), Kind.HARD, "5.2.1"),
        (international(HERE), Kind.HARD, "5.1.1"),
        (postfix(HERE, "5.2.2", reply="552"), Kind.SOFT, "5.2.2"),
        (exim(HERE, "550 no such user here"), Kind.SOFT, "5.0.0"),
        (exim(HERE, "452-4.2.2 The mailbox is full"), Kind.SOFT, "4.2.2"),
        (postfix(HERE, "4.4.7", reply="421"), Kind.SOFT, "4.4.7"),
        (office(HERE, "5.7.515", "Access denied"), Kind.LETTER, "5.7.515"),
        (exim(HERE, "550-5.7.26 This mail has been blocked"), Kind.LETTER, "5.7.26"),
        (postfix(HERE, "5.3.4", reply="552"), Kind.LETTER, "5.3.4"),
        (postfix(HERE, "4.4.1", "delayed", "421"), Kind.DELAYED, "4.4.1"),
        (postfix(HERE, "5.1.1", "delayed"), Kind.DELAYED, "5.1.1"),
        (postfix(HERE, "2.0.0", "relayed", "250"), Kind.PASSED_ON, "2.0.0"),
    ],
)  # fmt: skip
def test_reports_in_the_forms_of_real_servers_are_read_by_their_codes(report: bytes, kind: Kind, code: str) -> None:
    assert judged(report) == Verdict(kind, CLAIM, code)
    assert judged(report.replace(b"\n", b"\r\n")) == Verdict(kind, CLAIM, code)


@pytest.mark.parametrize("form", [in_mixed, nested, in_base64, lambda report: passed_on(report, HERE)])
@pytest.mark.parametrize("report", [postfix(HERE), exim(HERE), office(HERE), gmail(HERE)])
def test_a_report_is_found_in_whatever_it_was_put_into(report: bytes, form: Callable[[bytes], bytes]) -> None:
    assert judged(form(report)) == judged(report)
    assert judged(form(report).replace(b"\n", b"\r\n")) == judged(report)


def test_a_report_that_a_person_attaches_is_no_report_of_ours() -> None:
    about_somebody_else = passed_on(postfix("ada@example.org"), HERE).replace(b"MAILER-DAEMON@mx", b"ada@mx")
    assert judged(about_somebody_else.replace(b"Return-Path: <>\n", b"")).kind is Kind.REPLY


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("550 5.1.1 no such user", Kind.HARD, "5.1.1"),
        ("Remote host said: 550 #5.1.1 no such user", Kind.HARD, "5.1.1"),
        ("550-5.1.1 no\n550 5.1.1 user", Kind.HARD, "5.1.1"),
        ("550 5.1.1 <ada@example.org>: over quota (552 5.2.2 here)", Kind.SOFT, "5.2.2"),
        ("550 5.7.1 blocked", Kind.LETTER, "5.7.1"),
    ],
)
def test_a_daemons_report_in_one_text_is_read_by_the_replies_that_it_quotes(said: str, kind: Kind, code: str) -> None:
    assert judged(qmail(HERE, said)) == Verdict(kind, CLAIM, code)
    called_automatic = qmail(HERE, said).replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:", 1)
    assert judged(called_automatic) == Verdict(kind, CLAIM, code)


@pytest.mark.parametrize("said", ["user unknown", "5.1.1", "550 user unknown", "451 4.4.1 later, then 550 5.1.1 no"])
def test_a_daemons_report_without_a_final_code_is_left_to_people_even_where_it_calls_itself_automatic(
    said: str,
) -> None:
    called_automatic = qmail(HERE, said).replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:", 1)
    for report in (qmail(HERE, said), called_automatic):
        assert judged(report) == Verdict(Kind.UNCLEAR, reason="it is a failure report without codes (RFC 3464)")


def test_an_automatic_answer_has_no_return_path_either_and_stays_one() -> None:
    away = plain(HERE, "Away", "550 5.1.1 no such user", "Auto-Submitted: auto-replied")
    assert judged(away.replace(b"Return-Path: <ada@example.org>", b"Return-Path: <>")).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("status", "action"), [("2.0.0", "failed"), ("nonsense", "failed"), ("5.1.1", "vanished"), ("5.1.1", "")]
)
def test_an_action_and_a_code_that_do_not_go_together_say_nothing(status: str, action: str) -> None:
    assert judged(postfix(HERE, status, action, "250").replace(b" 5.1.1 <", b" <")).kind is Kind.UNCLEAR


def test_whose_report_it_is_says_the_token_and_never_an_address_in_the_report() -> None:
    report = postfix(HERE, mailbox="somebody.else@example.com")
    assert judged(report) == Verdict(Kind.HARD, CLAIM, "5.1.1")
    unaddressed = postfix("postmaster@news.example.org").replace(
        b"From: Point", f"X-To: <{HERE}>\nFrom: Point".encode()
    )
    assert judged(unaddressed).reason == "nothing in it says whose letter it is about"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "To"])
def test_the_address_stands_in_whichever_field_the_server_writes(header: str) -> None:
    lines = postfix("postmaster@example.org").split(b"\n")
    assert judged(b"\n".join([f"{header}: <{HERE}>".encode(), *lines])) == Verdict(Kind.HARD, CLAIM, "5.1.1")


def test_a_server_may_write_the_address_in_capitals() -> None:
    assert judged(postfix(HERE.upper())) == Verdict(Kind.HARD, CLAIM, "5.1.1")


@pytest.mark.parametrize(
    "address",
    [
        returned_to(tokens=STRANGERS),
        HERE.replace("bounce+", "bounce+00")[:55] + "@news.example.org",
        "bounce+@news.example.org",
        "bounce+sample@news.example.org",
        reader_of().return_path.replace("bounce+", "leave+"),
        reader_of().leave_by_mail.replace("leave+", "bounce+"),
    ],
)
def test_a_token_that_was_not_made_for_this_is_forged(address: str) -> None:
    assert judged(postfix(address)).kind is Kind.FORGED


def test_where_a_readers_mail_goes_to_two_mailboxes_one_of_them_may_be_dead() -> None:
    two = postfix(HERE).replace(
        b"\nFinal-Recipient",
        b"\nFinal-Recipient: rfc822; b@example.com\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient",
    )
    assert judged(two) == Verdict(Kind.PASSED_ON, CLAIM, "2.0.0")
    assert judged(two.replace(b"relayed\nStatus: 2.0.0", b"failed\nStatus: 5.2.2")) == Verdict(
        Kind.SOFT, CLAIM, "5.2.2"
    )
    assert judged(two.replace(b"relayed\nStatus: 2.0.0", b"failed\nStatus: 5.1.6")).kind is Kind.HARD


@pytest.mark.parametrize("form", ["yahoo", "microsoft"])
def test_a_complaint_is_its_readers_though_it_comes_to_one_address_for_all(form: str) -> None:
    assert judged(arf(reader_of(), form=form)) == Verdict(Kind.COMPLAINT, CLAIM)
    assert judged(arf(reader_of(tokens=STRANGERS), form=form)).kind is Kind.FORGED


def test_a_complaint_with_its_addresses_taken_out_is_known_by_the_link_to_leave() -> None:
    reader = reader_of()
    redacted = arf(reader).replace(reader.return_path.encode(), b"x@y").replace(reader.leave_by_mail.encode(), b"x@y")
    assert judged(redacted) == Verdict(Kind.COMPLAINT, CLAIM)
    nothing = redacted.replace(reader.values["leave"].encode(), b"x")
    assert judged(nothing).kind is Kind.UNCLEAR


def test_a_wish_to_leave_comes_as_feedback_and_in_hotmails_own_form() -> None:
    assert judged(arf(reader_of(), feedback="opt-out")) == Verdict(Kind.LEFT, CLAIM)
    assert judged(hotmail(reader_of())) == Verdict(Kind.LEFT, CLAIM)
    for of_strangers in (arf(reader_of(tokens=STRANGERS), feedback="opt-out"), hotmail(reader_of(tokens=STRANGERS))):
        assert judged(of_strangers).kind is Kind.FORGED
    from_somebody = hotmail(reader_of()).replace(b"staff@hotmail.com", b"ada@example.org")
    assert judged(from_somebody).kind is Kind.REPLY


@pytest.mark.parametrize("feedback", ["not-spam", "auth-failure", "virus", "other"])
def test_feedback_that_is_no_complaint_takes_nobody_out(feedback: str) -> None:
    assert judged(arf(reader_of(), feedback=feedback)) == Verdict(Kind.FEEDBACK)


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("Out of office", "Not delivered: user unknown 5.1.1.", "Auto-Submitted: auto-replied"),
        ("Abwesenheitsnotiz", "Ich bin nicht im Büro. Unzustellbar.", "Auto-Submitted: auto-replied (vacation)"),
        ("Absence du bureau", "Cette adresse n’existe plus.", "X-Autoreply: yes"),
        ("Fuera de la oficina", "El buzón ya no existe.", "Precedence: auto_reply"),
        ("Afwezig", "Uitschrijven? Mailbox is vol.", "Precedence: bulk"),
        ("Απουσία", "Λείπω από το γραφείο.", "X-Autorespond: Απουσία"),
    ],
)  # fmt: skip
def test_an_automatic_answer_in_any_language_takes_nobody_out(subject: str, body: str, field: str) -> None:
    assert judged(plain(HERE, subject, body, field)) == Verdict(Kind.AUTO_REPLY)


def test_a_receipt_that_somebody_has_read_the_letter_is_an_automatic_answer() -> None:
    receipt = postfix(HERE).replace(b"report-type=delivery-status", b"report-type=disposition-notification")
    receipt = receipt.replace(b"message/delivery-status", b"message/disposition-notification")
    assert judged(receipt).kind is Kind.AUTO_REPLY


def test_what_a_person_writes_is_a_reply_whatever_they_write() -> None:
    for body in ("Thank you!", "Unsubscribe", "550 5.1.1 user unknown", "Action: failed\nStatus: 5.1.1"):
        assert judged(plain(HERE, "Re: Subject", body, "Auto-Submitted: no")).kind is Kind.REPLY


def test_any_mail_to_a_leaving_address_asks_to_leave() -> None:
    to = reader_of().leave_by_mail
    assert judged(plain(to, "", "")) == Verdict(Kind.LEFT, CLAIM)
    assert judged(plain(to.upper(), "unsubscribe", "x", "Auto-Submitted: auto-generated")) == Verdict(Kind.LEFT, CLAIM)
    assert judged(plain(reader_of(tokens=STRANGERS).leave_by_mail, "", "")).kind is Kind.FORGED


def test_a_messages_own_return_path_and_leaving_address_lead_back_to_its_claim() -> None:
    reader = reader_of(Claim(2**40 - 1, 2**24 - 1))
    message = MessageTemplate.of(LETTER, PLACES).message(reader, dt.datetime(2024, 1, 16, tzinfo=dt.UTC)).to_bytes()
    opening = b'Content-Type: multipart/report; report-type=feedback-report; boundary="p"\r\n\r\n'
    parts = b"--p\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n"
    complaint = opening + parts + b"--p\r\nContent-Type: message/rfc822\r\n\r\n" + message + b"\r\n--p--\r\n"
    assert judged(complaint) == Verdict(Kind.COMPLAINT, Claim(2**40 - 1, 2**24 - 1))
    assert judged(postfix(reader.return_path)).claim == Claim(2**40 - 1, 2**24 - 1)


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**24 - 1))
def test_every_return_path_leads_back(subscription: int, mailing: int) -> None:
    claim = Claim(subscription, mailing)
    assert judged(gmail(returned_to(claim))) == Verdict(Kind.HARD, claim, "5.2.1")


NESTED = b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n'


@pytest.mark.few_quick(5)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        bytes(range(256)) * 40,
        b"\x00" * 5_000,
        random.Random(1).randbytes(200_000),
        b"x" * (MAX_BYTES + 1),
        postfix(HERE) + b"x" * MAX_BYTES,
        b"".join(NESTED % (n, n) for n in range(20_000))[:MAX_BYTES],
        b"Content-Type: message/rfc822\n\n" * 30_000,
        b"a: b\n" * 150_000,
        b"a:" + b" b\n" * 300_000,
        b"To: " + b"http://" * 140_000 + b"\n\nx",
        b"Content-Type: multipart/report; boundary*0*=utf-7''%ff; boundary*99999999999999999999=x\n\n--x\n",
        b"Content-Type: multipart/report; report-type*=x-no'such'%00; boundary=b\n\n--b\n\n--b--\n",
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\nContent-Type: message/delivery-status\n\n" * 9_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n"
        b"Content-Transfer-Encoding: base64\n\n" + b"====" * 1000,
    ],
)  # fmt: skip
def test_bytes_of_any_kind_take_nobody_out_and_no_more_than_a_moment(data: bytes) -> None:
    begun = time.process_time()
    verdict = judged(data)
    assert verdict.claim is None
    assert verdict.kind in (Kind.UNCLEAR, Kind.REPLY)
    assert time.process_time() - begun < 5, "seconds of our own processor time; a parser that runs away takes minutes"


SEEDS = [postfix(HERE), exim(HERE), office(HERE), gmail(HERE), international(HERE), arf(reader_of()), qmail(HERE),
         in_base64(office(HERE)), nested(exim(HERE)), hotmail(reader_of())]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = at + draw(st.integers(0, 60))
        what = draw(st.sampled_from(["cut", "put", "double", "blank"]))
        if what == "cut":
            del data[at:end]
        elif what == "put":
            data[at:at] = draw(st.binary(max_size=20))
        elif what == "double":
            data[at:at] = data[at:end]
        else:
            data[at:at] = b"\n\n"
    return bytes(data)


@pytest.mark.slow
@settings(max_examples=tries(400), deadline=None)
@given(st.one_of(st.binary(max_size=2_000), mangled()))
def test_a_mangled_report_never_raises_and_never_blames_another_reader(data: bytes) -> None:
    verdict = judged(data)
    assert verdict.claim in (None, CLAIM)
    assert re.fullmatch(r"([245]\.\d{1,3}\.\d{1,3})?", verdict.code)
    assert "@" not in verdict.reason
    assert HERE not in repr(verdict)


DEAD, TROUBLE, SERVER = Meaning.DEAD, Meaning.TROUBLE, Meaning.SERVER


@pytest.mark.parametrize(
    ("status", "diagnostic", "said"),
    [
        ("5.1.1", "", (DEAD, "5.1.1")),
        (" 5.1.1 (bad destination mailbox address)", "smtp; 550 no", (DEAD, "5.1.1")),
        ("5.1.1", "smtp; 550 5.1.1 no", (DEAD, "5.1.1")),
        ("5.01.001", "", (DEAD, "5.1.1")),
        # the milder of two
        ("5.1.1", "smtp; 552 5.2.2 Over quota", (TROUBLE, "5.2.2")),
        ("5.2.2", "smtp; 550 5.1.1 no", (TROUBLE, "5.2.2")),
        ("5.1.1", "smtp; 550 5.7.1 no", (Meaning.LETTER, "5.7.1")),
        ("5.7.1", "smtp; 550 5.1.1 no", (Meaning.LETTER, "5.7.1")),
        ("5.1.1", "smtp; 450 4.2.1 later", (TROUBLE, "4.2.1")),
        ("4.4.7", "smtp; 550 5.1.1 no", (TROUBLE, "4.4.7")),
        ("5.1.1", "smtp; 552 Over quota", (TROUBLE, "5.2.2")),
        ("5.1.1", "smtp; 452 full", (TROUBLE, "4.2.2")),
        ("5.1.1", "smtp; 450 busy", (TROUBLE, "4.0.0")),
        ("5.1.1", "smtp; 550-5.1.1 no 550 5.2.2 full", (TROUBLE, "5.2.2")),
        # what is undefined gives way
        ("5.0.0", "smtp; 550-5.1.1 gone", (DEAD, "5.1.1")),
        ("5.0.0", "smtp; 550 user unknown", (TROUBLE, "5.0.0")),
        ("5.0.0", "smtp; 450 4.2.1 later", (TROUBLE, "4.2.1")),
        ("5.0.0", "smtp; 550 4.2.1 what now", (TROUBLE, "5.0.0")),
        ("", "smtp; 550 5.2.1 shut", (DEAD, "5.2.1")),
        # of known servers
        ("5.2.1", "smtp; 550-5.2.1 at a rate https://example.com/mail/?p=ReceivingRatePerm", (TROUBLE, "4.2.1")),
        ("5.1.351", "smtp; 550 5.1.351 unknown recipient", (TROUBLE, "5.1.351")),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", (TROUBLE, "5.4.1")),
        ("5.1.1", "x-unix; 550 5.1.1 local", (SERVER, "5.1.1")),
        ("5.3.0", "X-Unix; 78", (SERVER, "5.3.0")),
        # nothing
        ("5.1.1.1", "", None),
        ("3.1.1", "", None),
        ("2.1.5", "smtp; 550 5.1.1 no", None),
        ("550", "smtp; no code", None),
    ],
)  # fmt: skip
def test_of_all_codes_for_a_recipient_the_mildest_counts(
    status: str, diagnostic: str, said: tuple[Meaning, str] | None
) -> None:
    assert judge(status, diagnostic) == said


def test_what_follows_from_a_code_is_what_the_guide_says() -> None:
    table = (REPOSITORY / "docs/operators/bounces.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.split("\n") if line.startswith("| `")]
    seen = {name: said for cell, said, _ in rows for name in cell.replace("`", "").split(", ")}
    assert seen.pop("x-unix; beside any code") == "nothing"
    twice = {code for code, said in seen.items() if said == "counts, twice is enough"}
    assert twice == DEAD_WHEN_SAID_TWICE
    seen |= dict.fromkeys(twice, "counts")
    for cell, said in seen.items():
        for number in ("4", "5"):
            code = cell.replace("x.", f"{number}.", 1).replace(".x", ".99")
            if code[0] == number:
                assert meaning(code).value == {"never again": "dead", "counts": "trouble", "nothing": "letter"}[said], (
                    code
                )
    assert {"5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "x.7.x", "x.2.2", "x.2.3"} <= set(seen)


def test_a_token_of_another_purpose_makes_no_report() -> None:
    token = TOKENS.make(Purpose.PREFERENCES, CLAIM)
    assert judged(postfix(f"bounce+{token}@news.example.org")).kind is Kind.FORGED
