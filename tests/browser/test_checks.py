"""Facts about our own checks of pages: each finds what it is there to find."""

import pytest

from tests.browser.checks import faults, lost_focus, sideways

WELL = '<!doctype html><html lang="en"><title>Well</title><main><h1>Well</h1>{}</main></html>'


@pytest.fixture
def shows(chromium):
    page = chromium.new_page(viewport={"width": 600, "height": 400})

    def show(body, frame=WELL):
        page.set_content(frame.format(body))
        return page

    yield show
    page.close()


def test_a_good_page_has_no_faults(shows):
    page = shows('<p>All is well.</p><a href="/x">Next</a><label>Name <input></label>')
    assert (faults(page), sideways(page), lost_focus(page, steps=3)) == ([], [], [])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p style="color: #999">Words</p>', "faint: p.: 2.85"),
        ('<p style="color: rgb(0 0 0 / 40%)">Words</p>', "faint: p."),
        ('<div style="background: #333"><p>Words</p></div>', "faint: p."),
        ('<label>Name <input style="border: 1px solid #ddd"></label>', "vague: input."),
        ("<input>", "nameless: input."),
        ('<a href="/x"><svg aria-hidden="true"></svg></a>', "nameless: a."),
        ("<button><span aria-hidden=true>x</span></button>", "nameless: button."),
        ('<img src="data:,">', "nameless: img."),
        ("<svg><path/></svg>", "nameless: svg."),
        ("<i id=a></i><i id=a></i>", "references: #a stands twice"),
        ("<label for=b>B</label>", "references: label. refers to #b"),
        ("<a href='#c'>C</a>", "references: a. refers to #c"),
        ("<h3>Deep</h3>", "shape: a heading of level 3 after 1: Deep"),
        ("<h1>Again</h1>", "shape: 2 first headings"),
        ("<nav><a href=/x>X</a></nav>", "shape: navigations are called "),
        ("<ul><p>Not a line</p></ul>", "shape: ul. holds more than its lines"),
        ("<button tabindex=2>First</button>", "shape: button. jumps the queue"),
        ("<a href=/x><button>X</button></a>", "shape: button. lies in something that is pressed"),
        (
            '<button style="width: 9px; height: 9px; padding: 0; display: block">x</button>' * 2,
            "small: button. is 9 by 9",
        ),
    ],
)
def test_a_fault_is_found(shows, body, fault):
    assert any(found.startswith(fault) for found in faults(shows(body))), faults(shows(body))


def test_a_page_without_a_shape_is_found(shows):
    found = faults(shows("<p>Words</p>", frame="{}"))
    assert found == ["shape: no language", "shape: no title", "shape: 0 main parts", "shape: 0 first headings"]


def test_what_is_too_wide_is_found(shows):
    found = sideways(shows('<p style="width: 900px">Wide</p>'))
    assert any("wide in 600" in each for each in found)
    assert any(each.startswith("p. ends at 9") for each in found)


def test_a_focus_that_cannot_be_seen_is_found(shows):
    page = shows('<style>:focus { outline: none }</style><a href="/x">X</a>')
    assert lost_focus(page, steps=1) == ["a.: ring False, in sight True"]


def test_an_empty_page_is_not_taken_for_a_good_one(shows):
    with pytest.raises(AssertionError):
        faults(shows("", frame="{}"))
