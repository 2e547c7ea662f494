"""What servers send back, in the forms they really use; the letter in them is cut down to its header."""

import base64
import re
from textwrap import dedent

from newsletter.mail.message.recipient import Places, Recipient, recipient_of
from newsletter.mail.message.tokens import Claim, Tokens
from newsletter.render.letter.letter import Letter

SECRET = "the-secret-of-these-tests-0123456789"
TOKENS = Tokens((SECRET,))
PLACES = Places("https://news.example.org", "news.example.org")
CLAIM = Claim(7, 3)
LETTER = Letter(
    edition="2024-01/nl/nl",
    locale="nl",
    subject="Subject",
    preheader="Preheader",
    sender=("Point", "nl@news.example.org"),
    reply_to="nl@example.org",
    html="<p>Hello</p>",
    text="Hello",
    web_address="https://news.example.org/2024-01/nl/nl/",
)


def reader_of(claim: Claim = CLAIM, tokens: Tokens = TOKENS) -> Recipient:
    """The recipient of a letter, with the addresses that its message would carry."""
    return recipient_of("Ada", "ada@example.org", LETTER, (), claim, tokens, PLACES)


def returned_to(claim: Claim = CLAIM, tokens: Tokens = TOKENS) -> str:
    """The return path of a reader's message."""
    return reader_of(claim, tokens).return_path


def _letter(to: Recipient, mailbox: str = "ada@example.org") -> str:
    return (
        f"Return-Path: <{to.return_path}>\nFrom: Point <nl@news.example.org>\nTo: {mailbox}\nSubject: Subject\n"
        f"List-Unsubscribe: <{to.values['leave']}>,\n <mailto:{to.leave_by_mail}>\n"
    )


def text_of(words: str, **values: str) -> bytes:
    return dedent(words).lstrip("\n").format(**values).encode()


def postfix(
    to: str, status: str = "5.1.1", action: str = "failed", reply: str = "550", mailbox: str = "ada@example.org"
) -> bytes:
    return text_of(
        """
        Return-Path: <>
        X-Original-To: {to}
        Delivered-To: {to}
        Received: by mail.example.org (Postfix)
        Date: Tue, 16 Jan 2024 10:00:00 +0100 (CET)
        From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4T3vB36Gdz.1705395600/mail.example.org"

        This is a MIME-encapsulated message.

        --4T3vB36Gdz.1705395600/mail.example.org
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --4T3vB36Gdz.1705395600/mail.example.org
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.org
        X-Postfix-Queue-ID: 4T3vB36Gdz
        X-Postfix-Sender: rfc822; {to}
        Arrival-Date: Tue, 16 Jan 2024 10:00:00 +0100 (CET)

        Final-Recipient: rfc822; {mailbox}
        Original-Recipient: rfc822;{mailbox}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx.example.com
        Diagnostic-Code: smtp; {reply} {status} <{mailbox}>: Recipient address rejected

        --4T3vB36Gdz.1705395600/mail.example.org
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        From: Point <nl@news.example.org>
        Subject: Subject

        --4T3vB36Gdz.1705395600/mail.example.org--
        """,
        to=to, status=status, action=action, reply=reply, mailbox=mailbox,
    )  # fmt: skip


def exim(to: str, reply: str = "550-5.1.1 The email account does not exist.") -> bytes:
    return text_of(
        """
        Return-path: <>
        Envelope-to: {to}
        Delivery-date: Tue, 16 Jan 2024 10:00:00 +0100
        X-Failed-Recipients: ada@example.org
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mail.example.org>
        To: {to}
        Content-Type: multipart/report; report-type=delivery-status; boundary=1705395600-eximdsn-1
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender

        --1705395600-eximdsn-1
        Content-type: text/plain; charset=us-ascii

        This message was created automatically by mail delivery software.

        --1705395600-eximdsn-1
        Content-type: message/delivery-status

        Reporting-MTA: dns; mail.example.org

        Action: failed
        Final-Recipient: rfc822;ada@example.org
        Status: 5.0.0
        Remote-MTA: dns; mx.example.com
        Diagnostic-Code: smtp; {reply}

        --1705395600-eximdsn-1
        Content-type: message/rfc822

        From: Point <nl@news.example.org>
        Subject: Subject

        Hello
        --1705395600-eximdsn-1--
        """,
        to=to, reply=reply,
    )  # fmt: skip


def office(
    to: str, code: str = "5.1.10", said: str = "RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"
) -> bytes:
    return text_of(
        """
        From: <postmaster@outlook.com>
        To: <{to}>
        Date: Tue, 16 Jan 2024 09:00:00 +0000
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="b1f3a4cc-0000-4444-8888-000000000000"
        Content-Language: en-GB
        Message-ID: <b1f3@PROD.OUTLOOK.COM>
        Subject: Onbestelbaar: Subject
        Auto-Submitted: auto-replied
        X-MS-Exchange-Message-Is-Ndr:
        MIME-Version: 1.0
        Return-Path: <>

        --b1f3a4cc-0000-4444-8888-000000000000
        Content-Type: multipart/alternative; differences=Content-Type;
        \tboundary="inner-0000"

        --inner-0000
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        Uw bericht kan niet worden bezorgd.

        --inner-0000
        Content-Type: text/html; charset="us-ascii"

        <p>Uw bericht kan niet worden bezorgd.</p>

        --inner-0000--

        --b1f3a4cc-0000-4444-8888-000000000000
        Content-Type: message/delivery-status

        Reporting-MTA: dns;PROD.OUTLOOK.COM
        Received-From-MTA: dns;mail.example.org
        Arrival-Date: Tue, 16 Jan 2024 09:00:00 +0000

        Final-Recipient: rfc822;ada@example.org
        Action: failed
        Status: {code}
        Diagnostic-Code: smtp;550 {code} {said}

        --b1f3a4cc-0000-4444-8888-000000000000
        Content-Type: message/rfc822

        From: Point <nl@news.example.org>
        Subject: Subject

        Hello
        --b1f3a4cc-0000-4444-8888-000000000000--
        """,
        to=to, code=code, said=said,
    )  # fmt: skip


def gmail(to: str, code: str = "5.2.1") -> bytes:
    return text_of(
        """
        Delivered-To: {to}
        Return-Path: <>
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: {to}
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        Content-Type: multipart/report; boundary="000000000000b2"; report-type=delivery-status
        MIME-Version: 1.0

        --000000000000b2
        Content-Type: multipart/related; boundary="000000000000b3"

        --000000000000b3
        Content-Type: text/plain; charset="UTF-8"

        The email account that you tried to reach is disabled.

        --000000000000b3--
        --000000000000b2
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.com
        Arrival-Date: Tue, 16 Jan 2024 01:00:00 -0800 (PST)
        X-Original-Message-ID: <x@news.example.org>

        Final-Recipient: rfc822; ada@example.org
        Action: failed
        Status: {code}
        Remote-MTA: dns; gmail-smtp-in.l.google.com.
        Diagnostic-Code: smtp; 550-{code} The email account that you tried to reach is
         550 {code} disabled.
        Last-Attempt-Date: Tue, 16 Jan 2024 01:00:01 -0800 (PST)

        --000000000000b2
        Content-Type: message/rfc822

        From: Point <nl@news.example.org>
        Subject: Subject

        ----- Message truncated -----

        --000000000000b2--
        """,
        to=to, code=code,
    )  # fmt: skip


def qmail(to: str, said: str = "No such user.") -> bytes:
    """A report in one text (QSBMF): words, and perhaps what the other server replied."""
    return text_of(
        """
        Return-Path: <>
        Delivered-To: {to}
        Date: 16 Jan 2024 09:00:00 -0000
        From: MAILER-DAEMON@mail.example.org
        To: {to}
        Subject: failure notice

        Hi. This is the qmail-send program at mail.example.org.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <ada@example.org>:
        {said}

        --- Below this line is a copy of the message.

        Return-Path: <{to}>
        Subject: 550 5.1.1 and other numbers
        """,
        to=to, said=said,
    )  # fmt: skip


def international(to: str) -> bytes:
    """A report on an address outside ASCII (RFC 6533)."""
    return (
        postfix(to)
        .replace(b"message/delivery-status", b"message/global-delivery-status")
        .replace(b"rfc822; ada@example.org", "utf-8; adá@example.org".encode())
    )


def arf(reader: Recipient, *, form: str = "yahoo", feedback: str = "abuse") -> bytes:
    """A complaint as Yahoo and Microsoft hand it on: to one address for all of a sender's mail."""
    fields = {
        "yahoo": f"User-Agent: Yahoo!-Mail-Feedback/2.0\nVersion: 0.1\nOriginal-Mail-From: <{reader.return_path}>\n"
        "Original-Rcpt-To: <eve@example.org>\nReported-Domain: news.example.org\nAuthentication-Results: example.org\n",
        "microsoft": "User-Agent: Microsoft/1.0\nVersion: 1\nSource-IP: 192.0.2.1\n",
    }[form]
    letter = _letter(reader, "eve@example.org")
    if form == "microsoft":
        letter = "X-HmXmrOriginalRecipient: eve@example.org\n" + letter.partition("\n")[2]
    return (
        "Delivered-To: complaints@news.example.org\nFrom: feedback@arf.example.com\nTo: complaints@news.example.org\n"
        "Subject: FW: Subject\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="part"\n\n'
        "--part\nContent-Type: text/plain; charset=us-ascii\n\nThis is an email abuse report.\n\n"
        f"--part\nContent-Type: message/feedback-report\n\nFeedback-Type: {feedback}\n{fields}\n"
        f"--part\nContent-Type: message/rfc822\nContent-Disposition: inline\n\n{letter}\nHello\n--part--\n"
    ).encode()


def plain(to: str, subject: str, body: str, *fields: str) -> bytes:
    """A message with a text and nothing else."""
    head = ["Return-Path: <ada@example.org>", f"Delivered-To: {to}", "From: Ada <ada@example.org>", f"To: {to}"]
    lines = [*head, f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8", *fields, "", body, ""]
    return "\n".join(lines).encode()


def in_mixed(report: bytes) -> bytes:
    """A report as it comes out of a gateway: the same parts, in a multipart that is none of reports."""
    return re.sub(rb"multipart/report;\s*report-type=delivery-status;?", b"multipart/mixed;", report).replace(
        b"; report-type=delivery-status", b""
    )


def nested(report: bytes) -> bytes:
    """A report that a gateway has put into one more multipart, with a text of its own below."""
    head, _, body = report.partition(b"\n\n")
    kept: list[bytes] = []
    form: list[bytes] = []
    for field in re.split(rb"\n(?![ \t])", head):
        (form if field.lower().startswith((b"content-type", b"mime-version")) else kept).append(field)
    return b"\n".join(
        [
            *kept, b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="outer"', b"", b"--outer",
            *form, b"", body, b"--outer", b"Content-Type: text/plain", b"", b"Scanned.", b"--outer--", b"",
        ]
    )  # fmt: skip


def in_base64(report: bytes) -> bytes:
    """A report whose delivery status is encoded, which RFC 3464 does not allow and servers do."""
    head, _, rest = report.partition(b"message/delivery-status\n\n")
    status, bar, after = rest.partition(b"\n--")
    encoded = base64.encodebytes(status + b"\n")
    return head + b"message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + encoded + bar + after


def passed_on(report: bytes, to: str) -> bytes:
    """A report as the attachment of a daemon's own message."""
    return (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: " + to.encode() + b"\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="around"\n\n--around\nContent-Type: text/plain\n\nSee below.\n'
        b"--around\nContent-Type: message/rfc822\n\n" + report + b"\n--around--\n"
    )


def hotmail(reader: Recipient) -> bytes:
    """A complaint in Hotmail's own form: the letter, from its staff."""
    letter = "X-HmXmrOriginalRecipient: eve@example.org\n" + _letter(reader, "eve@example.org").partition("\n")[2]
    return (
        "From: staff@hotmail.com\nTo: complaints@news.example.org\nSubject: complaint about message from 192.0.2.1\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="part"\n\n'
        f"--part\nContent-Type: message/rfc822\nContent-Disposition: inline\n\n{letter}\nHello\n--part--\n"
    ).encode()
