"""Facts about whole mails in the shapes of the programs that people write with; all words are invented."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

SHAPES = {
    "no-colon": (
        """Yes.

2025/3/3 Ann Archer <ann@example.org>

> Shall we?
""",
        "Yes.",
    ),
    "dashed-name": (
        """Please look.

-Ann
""",
        "Please look.",
    ),
    "dashed-full-name": (
        """Please look.

- Ann Archer
""",
        "Please look.",
    ),
    "list-stays": (
        """Buy:

- Milk
- Bread
""",
        "Buy:\n\n- Milk\n- Bread",
    ),
    "yahoo-old": (
        """Yes.

--- On Mon, 3/3/25, Ann <ann@example.org> wrote:

From: Ann
Subject: x

old text
""",
        "Yes.",
    ),
    "named-month": (
        """Yes, let us.
I will come for sure.

On Mar 3, Ann wrote:

old text
""",
        "Yes, let us.\nI will come for sure.",
    ),
    "wrapped-in-the-address": (
        """Yes.

On Thu, Mar 3, 2025 at 3:07 PM, Ann <
ann@example.org> wrote:

> old
""",
        "Yes.",
    ),
    "aol": (
        """Yes, that will do for us all, thanks.

In a message dated 3/3/2025 10:15:00 A.M. Eastern Standard Time, ann@example.org writes:

old
""",
        "Yes, that will do for us all, thanks.",
    ),
    "qq": (
        """Yes.

------------------ Original ------------------
From:  "Ann";<ann@example.org>;
Date:  Mon, Mar 3, 2025 10:15 AM
To:  "Bea";
Subject:  Lamp

old
""",
        "Yes.",
    ),
    "outlook-mobile": (
        """Yes.

Get Outlook for iOS<https://aka.example/o0ukefthisisaverylongaddressindeedthatgoesonandonandon>
________________________________
From: Ann <ann@example.org>
Sent: Monday, March 3, 2025 10:15:00 AM
To: Bea <bea@example.net>
Subject: Lamp

old
""",
        "Yes.",
    ),
    "mailru": (
        """Да.


Понедельник,  3 марта 2025, 10:15 +03:00 от Ann <ann@example.org>:
>old
>
>more
""",
        "Да.",
    ),
    "sentence-that-begins-with-on": (
        """On the table lies the lamp.
Would you please write:

1. where
2. when
""",
        "On the table lies the lamp.\nWould you please write:\n\n1. where\n2. when",
    ),
    "two-sigs": (
        """Hi,
the text.

Best,
Ann

--\x20
Ann Archer
Example
""",
        "Hi,\nthe text.",
    ),
    "lotus": (
        """Yes.

Ann Archer/Example/ORG wrote on 03/03/2025 10:15:00 AM:

> From: Ann
> old
""",
        "Yes.",
    ),
    "blackberry": (
        """Ok.
Sent via BlackBerry from Example Mobile

-----Original Message-----
From: Ann <ann@example.org>
Date: Mon, 3 Mar 2025 10:15:00
To: Bea
Subject: x

old""",
        "Ok.",
    ),
    "gmail-fwd": (
        """FYI

---------- Forwarded message ---------
Von: Ann <ann@example.org>
Date: Mo., 3. März 2025 um 10:15 Uhr
Subject: Lampe
To: Bea


Text
""",
        "FYI",
    ),
    "spaced-quote-marks": (
        """Ja.

Am 03.03.2025 10:15 schrieb Ann:

> > eins
>
> zwei


""",
        "Ja.",
    ),
    "pipe-quote": (
        """Yes.

On 3 Mar 2025, Ann wrote:

| old one
| old two

mine
""",
        "Yes.\nmine",
    ),
    "proton": (
        """Yes.

Sent with Proton Mail secure email.

------- Original Message -------
On Monday, March 3rd, 2025 at 10:15, Ann <ann@example.org> wrote:


> old
> more
""",
        "Yes.",
    ),
    "proton2": (
        """Yes.

On Monday, March 3rd, 2025 at 10:15, Ann <ann@example.org> wrote:

> old
""",
        "Yes.",
    ),
    "zimbra": (
        """Yes.

----- Original Message -----
From: "Ann" <ann@example.org>
To: "Bea" <bea@example.net>
Sent: Monday, March 3, 2025 10:15:00 AM
Subject: Lamp

old

--\x20
Ann
""",
        "Yes.",
    ),
    "outlook-without-rule": (
        """Hi Bea,

answers inline.

From: Ann <ann@example.org>
Sent: Monday, March 3, 2025 10:15
To: Bea
Subject: Lamp

question?
""",
        "Hi Bea,\n\nanswers inline.",
    ),
    "forge": (
        """Looks good.

—
Reply to this email directly, view it on Forge <https://forge.example.org/x>, or unsubscribe.
You are receiving this because you commented.
""",
        "Looks good.",
    ),
    "japanese-drawn-signature": (
        """お世話になっております。
明日伺います。

--------------------------
株式会社例
山田 太郎
TEL: 03-0000-0000
--------------------------
""",
        "お世話になっております。\n明日伺います。",
    ),
    "german-signature-with-rule": (
        """Hallo Bea,
bis morgen.

Mit freundlichen Grüßen

i. A. Ann Archer
Vertrieb
_________________________________
Beispiel GmbH
Straße 5, 00000 Ort
Geschäftsführer: A. B.
""",
        "Hallo Bea,\nbis morgen.",
    ),
    "short-farewell": (
        """Hello

All the best
Ann""",
        "Hello",
    ),
    "outlook-german": (
        """Ja.

Von: Ann Archer [mailto:ann@example.org]
Gesendet: Montag, 3. März 2025 10:15
An: bea@example.net; cem@example.net
Cc: dee@example.net
Betreff: AW: Lampe
Wichtigkeit: Hoch

alt
""",
        "Ja.",
    ),
}


@pytest.mark.parametrize(("text", "said"), SHAPES.values(), ids=SHAPES)
def test_only_what_was_written_this_time_is_new(text, said):
    assert new_words(text, spans_of(text)) == said


@pytest.mark.parametrize(
    "text",
    [
        "Two things:\n\n- Lamp\n\n- Chair\n",
        "The lamp\n- Ann\n",
        "- Ann\n",
        "The lamp costs\n\n- 20 Euro\n",
        "It says:\n\n----------------\nshort\nlines\nhere\n",
        "It says:\n\n----------------\nhttps://example.org/one\n",
    ],
    ids=["list", "close", "first", "number", "no-contact", "one-line"],
)
def test_lists_and_rules_are_no_signatures(text):
    assert [span.kind for span in spans_of(text)] == [SpanKind.NEW]


def test_a_removed_line_at_the_end_of_a_patch_is_no_name():
    text = "Fix it.\n\ndiff --git a/x b/x\n@@ -1,2 +1,1 @@\n keep\n\n-Ann\n"

    assert [span.kind for span in spans_of(text)] == [SpanKind.NEW]


@pytest.mark.parametrize(
    "line", ["See ann@example.org.", "On 3.3.2025 we met <ann@example.org>.", "Ann <ann@example.org>"]
)
def test_a_line_above_a_quote_that_is_no_attribution_stays_new(line):
    text = f"{line}\n\n> Is it red?\n\nYes.\n"

    assert new_words(text, spans_of(text)) == f"{line}\nYes."
