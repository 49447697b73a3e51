"""The subjects and sentences by which machines give themselves away, in many languages."""

from __future__ import annotations

import re

from hearback.channels.mail.languages import phrases

# What mail servers put in front of an automatic reply's subject; a person's answer to one begins with "Re:".
AUTO_REPLY_PREFIXES = phrases("automatic reply")
# What programs write there too, and people sometimes: it counts in a mail that answers another one.
AUTO_REPLY_SOFT_PREFIX = re.compile(
    rf"\s*+(?:{'|'.join(map(re.escape, sorted(phrases('away'), key=len, reverse=True)))})(?!\w)[^:：]{{0,20}}[:：]",
    re.IGNORECASE,
)
# What a person might write too, so that something in the head must say the same.
AUTO_REPLY_HINTS = phrases("away hint") + phrases("automatic reply")
BOUNCE_SUBJECTS = phrases("undelivered")
COMPLAINT_SUBJECTS = phrases("complaint subject")
# In the middle of a subject they count in the mail of a machine or an office that says why, too.
BOUNCE_SUBJECT_WORDS = (
    "undeliver", "deliver mail", "delivery fail", "delivery error", "delivery status", "not delivered", "returned mail",
    "failure notice", "delivery problem", "error mail", "bounce", "could not be", "mail delivery", "user unknown",
    *COMPLAINT_SUBJECTS,
)  # fmt: skip
FAILURE_WORDS = phrases("no such mailbox") + phrases("no such domain") + phrases("mailbox full")
BOUNCE_WORDS = re.compile(
    r"""this[ ]is[ ]the[ ](?:mail[ ]system|qmail-send|postfix)[ ] | permanent[ ](?:fatal[ ])?error
    | user[ ]unknown | unknown[ ]user | mailbox[ ](?:is[ ])?(?:full|unavailable) | (?:could|can)[ ]?not[ ]be[ ]delivered
    | delivery[ ](?:to[ ]the[ ]following|failed|has[ ]failed) | \b55[0-4][ -]5?\.? | \b5\.\d\.\d{1,3}\b
    | was[ ]not[ ]delivered | address(?:\(es\)|es)?[ ](?:failed|rejected|not[ ]found) | undeliver
    | no[ ]such[ ](?:user|mailbox) | does[ ]not[ ]exist | over[ ]quota | quota[ ]exceeded | returned[ ]to[ ]sender
    | host[ ]unknown | not[ ]reach[ ](?:the[ ])?(?:following|these) | could[ ]?n[o']t[ ]deliver
    | delivery[ ]attempts[ ]will[ ]continue""",
    re.VERBOSE | re.IGNORECASE,
)
