"""Facts about the small Markdown of our own set-up texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.infra.prose import prose


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# A **mailbox**", "<h2>A <strong>mailbox</strong></h2>"),
        ("one\ntwo\n\nthree", "<p>one two</p><p>three</p>"),
        ("- one\n  more\n- `two`", "<ul><li>one more</li><li><code>two</code></li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("words\n- a point", "<p>words</p><ul><li>a point</li></ul>"),
        ("words\n## Head\nwords", "<p>words</p><h3>Head</h3><p>words</p>"),
        ("```\n<a>\n\n# b\n```\nwords", "<pre><code>&lt;a&gt;\n\n# b</code></pre><p>words</p>"),
        ("words\n```\nnever closed", "<p>words</p><pre><code>never closed</code></pre>"),
        (
            "[here](https://x.example/?a=1&b)",
            '<p><a href="https://x.example/?a=1&amp;b" rel="noopener noreferrer">here</a></p>',
        ),
        ("<https://x.example>", '<p><a href="https://x.example" rel="noopener noreferrer">https://x.example</a></p>'),
        ("[no](javascript:alert)", "<p>[no](javascript:alert)</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        (
            "an *app password* and ***both***, 2 * 3 * 4",
            "<p>an <em>app password</em> and <strong>both</strong>, 2 * 3 * 4</p>",
        ),
        (
            "words\n| a | b |\n|---|:--|\n| `c` | d |\nwords",
            "<p>words</p><table><tr><th>a</th><th>b</th></tr><tr><td><code>c</code></td><td>d</td></tr></table><p>words</p>",
        ),
        ("| a | b |", "<table><tr><td>a</td><td>b</td></tr></table>"),
        ("", ""),
    ],
)
def test_text_becomes_plain_html(typed, shown):
    assert prose(typed) == shown


@given(st.text(alphabet="ab<>\"'&`*[]()#-1. |\nhttps:/"))
def test_nothing_typed_becomes_markup_of_its_own(typed):
    rest = re.sub(
        r"</?(?:p|h[2-4]|ul|ol|li|pre|code|strong|em|a|table|tr|td|th)>"
        r'|<a href="https?://[^"<>]*" rel="noopener noreferrer">',
        "",
        prose(typed),
    )

    assert not set(rest) & set('<>"')
