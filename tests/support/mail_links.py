"""Links out of mails."""

import re
from email.message import EmailMessage


def linked(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text
    found = re.search(r"https://news\.example\.org(/[cp]/[0-9a-f]{48})\s", text.get_content())
    assert found
    return found[1]
