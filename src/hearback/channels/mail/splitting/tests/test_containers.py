"""Facts about mails that are HTML only: each program's own boxes tell what is quoted."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.reading.webtext import text_of
from hearback.channels.mail.splitting import spans_of

PAGES = {
    "gmail": (
        '<div dir="ltr">Yes.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Thu, Mar '
        '12, 2026 at 10:11 AM Ann &lt;<a href="mailto:ann@lamps.example">ann@lamps.example</a>&gt; wrote:<br>'
        '</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,'
        '204,204);padding-left:1ex">Is it red?</blockquote></div>'
    ),
    "outlook-word": (
        '<body><div class="WordSection1"><p class="MsoNormal">Yes.</p><p class="MsoNormal">&nbsp;</p><div><di'
        'v style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">'
        "<b>From:</b> Ann &lt;ann@lamps.example&gt; <br><b>Sent:</b> Thursday, March 12, 2026 10:11 AM<br><b>"
        'To:</b> Bea<br><b>Subject:</b> Red</p></div></div><p class="MsoNormal">Is it red?</p></div></body>'
    ),
    "outlook-web": (
        '<body><div style="font-size:12pt">Yes.</div><div id="appendonsend"></div><hr style="display:inline-b'
        'lock;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Ann &lt;ann@lamps'
        ".example&gt;<br><b>Sent:</b> Thursday<br><b>To:</b> Bea<br><b>Subject:</b> Red</font><div>&nbsp;</di"
        "v></div><div>Is it red?</div></body>"
    ),
    "moz": (
        '<body><p>Yes.</p><div class="moz-cite-prefix">Am 12.03.26 um 10:11 schrieb Ann:<br></div><blockquote'
        ' type="cite" cite="mid:1">Is it red?</blockquote><div class="moz-signature">-- <br>Bea</div></body>'
    ),
    "yahoo": (
        '<div>Yes.</div><div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div><div>On Thursday, March 12'
        ", 2026, 10:11:12 AM GMT+1, Ann &lt;ann@lamps.example&gt; wrote: </div><div><br></div><div>Is it red?"
        "</div></div></div>"
    ),
    "proton": (
        '<div>Yes.</div><div class="protonmail_signature_block protonmail_signature_block-empty"></div><div c'
        'lass="protonmail_quote">On Thursday, March 12th, 2026 at 10:11 AM, Ann &lt;ann@lamps.example&gt; wro'
        'te:<br><blockquote class="protonmail_quote" type="cite">Is it red?</blockquote></div>'
    ),
    "zimbra": (
        '<div>Yes.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>'
        '"Ann" &lt;ann@lamps.example&gt;<br><b>To: </b>Bea<br><b>Sent: </b>Thursday<br><b>Subject: </b>Red<br'
        '></div><div data-marker="__QUOTED_TEXT__">Is it red?</div>'
    ),
    "owa-old": (
        '<div>Yes.</div><div class="OutlookMessageHeader" dir="ltr"><hr><b>From:</b> Ann<br><b>Sent:</b> Thur'
        "sday<br><b>To:</b> Bea<br><b>Subject:</b> Red<br></div><div>Is it red?</div>"
    ),
    "apple": (
        '<body>Yes.<br><div><br><blockquote type="cite"><div>On 12 Mar 2026, at 10:11, Ann &lt;ann@lamps.exam'
        "ple&gt; wrote:</div><br><div>Is it red?</div></blockquote></div></body>"
    ),
    "gmx": (
        '<div>Yes.<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2'
        'px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b> Donnerstag, 12. März 2026 um 10:'
        '11 Uhr<br/><b>Von:</b> "Ann" &lt;ann@lamps.example&gt;<br/><b>An:</b> bea@baker.example<br/><b>Betre'
        'ff:</b> Rot</div><div name="quoted-content">Is it red?</div></div></div>'
    ),
    "qq": (
        '<div>Yes.</div><div><includetail><div>&nbsp;</div><div style="font:Verdana normal 14px;color:#000;">'
        '<div style="FONT-SIZE: 12px;FONT-FAMILY: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;'
        '原始邮件&nbsp;------------------</div><div style="FONT-SIZE: 12px;background:#efefef;padding:8px;"><div>'
        '<b>发件人:</b>&nbsp;"Ann";</div><div><b>发送时间:</b>&nbsp;2026年3月12日</div><div><b>收件人:</b>&nbsp;"Bea";</di'
        "v><div><b>主题:</b>&nbsp;Red</div></div><div>Is it red?</div></div></includetail></div>"
    ),
    "freshdesk": (
        '<div>Yes.</div><div class="freshdesk_quote"><blockquote class="freshdesk_quote">On Thu, 12 Mar at 10'
        ":11 AM , Ann &lt;ann@lamps.example&gt; wrote:<div>Is it red?</div></blockquote></div>"
    ),
    "helpscout": ('<div>Yes.</div><div class="helpscout_quote"><br>Is it red?</div>'),
    "front": (
        '<div>Yes.</div><blockquote type="cite" class="front-blockquote">On March 12, 2026 at 10:11 AM GMT+1 '
        "ann@lamps.example wrote:<br><br>Is it red?</blockquote>"
    ),
    "gmail_extra": (
        '<div>Yes.</div><div class="gmail_extra"><br><div class="gmail_quote">On Thu, Mar 12, 2026 at 10:11 A'
        'M, Ann <span>&lt;ann@lamps.example&gt;</span> wrote:<br><blockquote class="gmail_quote">Is it red?</'
        "blockquote></div></div>"
    ),
    "mailru": (
        '<HTML><BODY>Yes.<br><br><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 1'
        '0px;">Четверг, 12 марта 2026, 10:11 +03:00 от Ann &lt;ann@lamps.example&gt;:<br><div>Is it red?</div'
        "></blockquote></BODY></HTML>"
    ),
    "yandex": (
        '<div>Yes.</div><div>12.03.2026, 10:11, "Ann" &lt;ann@lamps.example&gt;:</div><blockquote><p>Is it re'
        "d?</p></blockquote>"
    ),
    "spark": (
        '<div name="messageBodySection">Yes.</div><div name="messageSignatureSection"><br>Bea</div><div name='
        '"messageReplySection">On Mar 12, 2026, 10:11 AM +0100, Ann &lt;ann@lamps.example&gt;, wrote:<br><blo'
        'ckquote type="cite" class="spark_quote">Is it red?</blockquote></div>'
    ),
    "tutanota": (
        '<div>Yes.</div><div>12 Mar 2026, 10:11 by ann@lamps.example:<br></div><blockquote class="tutanota_qu'
        'ote">Is it red?</blockquote>'
    ),
    "zoho": (
        '<div>Yes.</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Thu, 12 Mar 2026 10:11:12 +01'
        "00 <b>Ann &lt;ann@lamps.example&gt;</b> wrote ---<br></div><blockquote>Is it red?</blockquote></div>"
    ),
    "aol": (
        '<div>Yes.</div><div id="yiv1">-----Original Message-----<br>From: Ann &lt;ann@lamps.example&gt;<br>T'
        "o: Bea<br>Sent: Thu, Mar 12, 2026 10:11 am<br>Subject: Red<br><br><div>Is it red?</div></div>"
    ),
    "outlook-mobile": (
        '<body><div>Yes.</div><div id="ms-outlook-mobile-signature">Sent from Outlook for iOS</div><hr><div i'
        'd="divRplyFwdMsg"><strong>From:</strong> Ann<br><strong>Sent:</strong> Thursday<br><strong>To:</stro'
        "ng> Bea<br><strong>Subject:</strong> Red</div>Is it red?</body>"
    ),
    "moz-in-no-language-we-know": (
        '<body><p>Yes.</p><div class="moz-cite-prefix">Donnerschdag Ann:<br></div><blockquote type="cite" cit'
        'e="mid:1">Is it red?</blockquote></body>'
    ),
    "outlook-in-no-language-we-know": (
        '<body><div>Yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><font><b>Fru'
        "m:</b> Ann &lt;ann@lamps.example&gt;<br><b>Sint:</b> 12.3.2026 10:11<br><b>Tu:</b> Bea<br><b>Sabjekt:</"
        "b> Red</font></div><div>Is it red?</div></body>"
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_boxes_of_each_program_tell_what_is_new(page):
    text = text_of(page)

    assert new_words(text, spans_of(text)) == "Yes."


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_is_quoted_in_a_box_is_a_quote(page):
    text = text_of(page)
    quoted = next(span for span in spans_of(text) if "Is it red?" in text[span.start : span.end])

    assert quoted.kind is SpanKind.QUOTE
