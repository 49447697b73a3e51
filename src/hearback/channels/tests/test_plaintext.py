"""Facts about the plain text of HTML."""

import pytest

from hearback.channels.plaintext import lines_of, text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one\n two</p><p>three</p>", "one two\n\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/><br>three<br></br>four", "one\ntwo\n\nthree\nfour"),
        ("<h1>T</h1>text", "T\n\ntext"),
        ("a <b> b </b> c", "a b c"),
        ("  \n <p> \n </p> a", "a"),
        ("a&nbsp;b", "a b"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<li>a", "- a"),
        ("</ul></li></pre></blockquote>a", "a"),
        ("<ul><li><p>a</p></li><li></li></ul>b", "- a\n\nb"),
        ("<pre>\n a  b\n\n\n  c\n</pre>d", " a  b\n\n  c\n\nd"),
        ("<pre>a\n\n</pre>d<pre>\ne\n\n\n</pre>", "a\n\nd\n\ne"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<table><tr><td>a</td><td></td><td>b</td><td></td></tr><tr><th>c</th></tr></table>", "a | b\nc"),
        ("a<hr>b", "a\n\nb"),
        ("<style>x</style><script>y</script>z", "z"),
        ("a\x00b", "ab"),
    ],
)
def test_blocks_become_lines(markup, text):
    assert text_of(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('see <a href="https://x.example/1">this</a>.', "see this <https://x.example/1>."),
        ('<a href="/2">this</a>', "this <https://b.example/2>"),
        ('<a href="https://www.x.example/">x.example</a>', "x.example"),
        ('<a href="mailto:ann@x.example">Ann@x.example</a>', "Ann@x.example"),
        ('<a href="mailto:ann@x.example">Ann</a>', "Ann <mailto:ann@x.example>"),
        ('<a href="#note">1</a>', "1"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="https://[x/">x</a>', "x"),
        (f'<a href="https://x.example/{"y" * 500}">x</a>', "x"),
        ('<a name="x">y</a>', "y"),
        ('<a href="https://x.example/1"></a>y', "y"),
        ('<a href="/1">a<a href="/2">b</a>', "a <https://b.example/1> b <https://b.example/2>"),
        ('<a href="/1"><img alt="A cat" src="c.png"></a>words', "A cat words"),
        ('<img alt=""><img src="x">y', "y"),
        ('<pre><a href="/1">a</a>b</pre>', "a <https://b.example/1> b"),
        ('a<iframe src="https://v.example/1">no frames</iframe>b', "a\n<https://v.example/1>\nb"),
        ('a<iframe src="about:blank"></iframe>b', "ab"),
    ],
)
def test_links_keep_their_address(markup, text):
    assert text_of(markup, base="https://b.example/") == text


def test_without_a_base_a_relative_link_has_no_address():
    assert text_of('<a href="/1">x</a>') == "x"


def test_lines_say_how_deep_they_are_quoted():
    assert lines_of("a<blockquote>b</blockquote>c") == [(0, "a"), (0, ""), (1, "b"), (0, ""), (0, "c")]


def test_nesting_without_end_makes_no_lines_without_end():
    assert text_of("<blockquote>" * 1000 + "x") == "> " * 8 + "x"
