"""Facts about importing from the page: what is taken, what is refused, and how an import is watched."""

import gzip
import resource
import signal
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import part, words
from tests.raw_mail import mail, mbox

from hearback.channels.mail.settings import MailSettings
from hearback.inbox.models import Turn
from hearback.infra.errors import Refusal
from hearback.listening import uploads
from hearback.listening.actions.runs import ask_for_run, ask_to_stop
from hearback.listening.jobs import bring_run
from hearback.listening.models import Run
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.staff.models import AuditLine

pytestmark = pytest.mark.usefixtures("data")
LETTERS = [mail(key=f"{number}@example.org", author=f"P{number} <p{number}@example.org>") for number in range(3)]


def file(name="old.mbox", content=None):
    return SimpleUploadedFile(name, mbox(*LETTERS) if content is None else content)


@pytest.fixture
def browser(cast):
    return cast.browser()


def posted(browser, *files, **more):
    about = {"source": "new", "name": "", "is_history": "on"} | more
    return browser.post("/import", {"archives": list(files), **about})


def lying(data):
    return sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())


def test_an_uploaded_file_is_imported_into_a_source_of_its_name(browser, cast, data):
    answer = posted(browser, file())

    run = Run.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/runs/{run.pk}")
    assert (run.source.name, run.started_by, run.state) == ("old.mbox", cast.bea, Run.WAITING)

    bring_run(run=run.pk)

    run.refresh_from_db()
    assert (run.state, run.seen, run.messages) == (Run.DONE, 3, 3)
    assert lying(data) == []  # what was uploaded is not needed any more


def test_history_is_settled_and_only_the_new_is_ours(browser, cast):
    old = mail(key="old@example.org", at=cast.now - timedelta(days=31))
    posted(browser, file(content=mbox(old, mail(key="new@example.org", at=cast.now))))

    bring_run(run=Run.objects.get().pk)

    assert sorted(Turn.objects.values_list("state", flat=True)) == ["ours", "settled"]


def test_what_is_no_history_is_all_ours(browser, cast):
    old = mail(key="old@example.org", at=cast.now - timedelta(days=31))
    posted(browser, file(content=mbox(old)), is_history="")

    bring_run(run=Run.objects.get().pk)

    assert Turn.objects.get().state == "ours"


def test_several_files_are_one_import(browser):
    posted(browser, file("a.mbox", mbox(LETTERS[0])), file("b.eml", LETTERS[1]), file("a.mbox", mbox(LETTERS[2])))

    bring_run(run=Run.objects.get().pk)

    assert Run.objects.get().messages == 3


def test_a_packed_file_is_as_good(browser):
    posted(browser, file("old.mbox.gz", gzip.compress(mbox(*LETTERS))))

    bring_run(run=Run.objects.get().pk)

    assert Run.objects.get().messages == 3


def test_a_source_that_is_there_can_be_filled(browser, cast):
    posted(browser, file(), source=str(cast.mailbox.pk))

    assert Run.objects.get().source == cast.mailbox


def test_the_link_from_a_source_chooses_it(browser, cast):
    shown = browser.get("/import", {"source": cast.mailbox.pk}).content.decode()

    assert f'<option value="{cast.mailbox.pk}" selected>' in shown


def test_importing_the_same_again_adds_nothing(browser):
    for name in ("first", "second"):
        posted(browser, file(), name=name)
        bring_run(run=Run.objects.latest("pk").pk)

    again = Run.objects.latest("pk")
    assert (again.seen, again.messages, again.duplicates) == (3, 0, 3)


@pytest.mark.parametrize(
    ("files", "more", "field", "said"),
    [
        ([], {}, "archives", "Choose at least one file."),
        ([("notes.txt", b"hello")], {}, "archives", "notes.txt is not a mailbox file"),
        ([("old.zip", b"PK\x03\x04rest")], {}, "archives", "is a zip archive"),
        ([("old.mbox", None)], {"source": "99999"}, "source", "Select a valid choice"),
        ([("old.mbox", None)], {"name": "Hello"}, "name", "There is a source called “Hello” already."),
    ],
    ids=["nothing", "no-mailbox", "zip", "no-such-source", "name-taken"],
)
def test_what_cannot_be_imported_is_said_and_leaves_nothing(browser, data, files, more, field, said):
    answer = posted(browser, *[file(name, content) for name, content in files], **more)

    assert said in answer.context["form"].errors[field][0]
    assert [one.name for one in Source.objects.all()] == ["Hello"]
    assert not Run.objects.exists()
    assert lying(data) == []


class TestTheImportsFolder:
    @pytest.fixture
    def shelf(self, data):
        folder = data / "imports"
        (folder / "maildir" / "cur").mkdir(parents=True)
        (folder / "maildir" / "cur" / "1:2,S").write_bytes(LETTERS[0])
        (folder / "old.mbox").write_bytes(mbox(*LETTERS))
        (folder / ".hidden").write_bytes(b"")
        (folder / "uploaded-0123").mkdir()
        return folder

    def test_what_an_admin_put_there_can_be_chosen(self, browser, shelf):
        shown = browser.get("/import")

        assert [value for value, _ in shown.context["form"].fields["below"].choices] == [".", "maildir", "old.mbox"]

    @pytest.mark.parametrize(("name", "count"), [("maildir", 1), ("old.mbox", 3)])
    def test_it_is_imported_and_stays(self, browser, shelf, name, count):
        posted(browser, below=name)
        bring_run(run=Run.objects.get().pk)

        assert Run.objects.get().messages == count
        assert (shelf / name).exists()

    @pytest.mark.parametrize("name", ["..", "../secret_key", "/etc/passwd", ".hidden", "uploaded-0123", "nothing"])
    def test_nothing_else_can(self, browser, shelf, name):
        answer = posted(browser, below=name)

        assert answer.context["form"].errors["below"]
        assert not Run.objects.exists()

    def test_what_is_no_mailbox_there_is_said_there(self, browser, shelf):
        (shelf / "notes.txt").write_bytes(b"hello")

        answer = posted(browser, below="notes.txt")

        assert "is not a mailbox file" in answer.context["form"].errors["below"][0]


class TestTheSize:
    def test_too_much_is_refused_before_it_is_read(self, browser, monkeypatch):
        monkeypatch.setattr(uploads, "LARGEST_BYTES", 10 - uploads._ENVELOPE_BYTES)

        answer = posted(browser, file())

        assert answer.status_code == 413
        assert "Put the files into the folder instead." in words(answer)

    def test_the_database_keeps_room_to_work(self, browser, monkeypatch, data):
        monkeypatch.setattr(uploads, "LEAVES_BYTES", 10**18)

        answer = posted(browser, file())

        assert (answer.status_code, "too little room" in words(answer)) == (413, True)
        assert lying(data) == []

    def test_the_limit_stands_on_the_page(self, browser):
        assert "Together at most 2.0 GB." in words(browser.get("/import"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("old.mbox", "old.mbox"),
        ("../../etc/passwd", "passwd"),
        ("C:\\mail\\Sent Items.mbox", "Sent-Items.mbox"),
        (".hidden", "hidden"),
        ("...", "archive"),
        ("", "archive"),
        ("a\0b;rm -rf.eml", "a-b-rm--rf.eml"),
        ("Brüder.mbox", "Brüder.mbox"),
        ("x" * 300 + ".mbox", "x" * 95 + ".mbox"),
    ],
)
def test_a_files_name_is_only_a_name(given, kept):
    assert uploads.safe_name(given) == kept


class TestADiskThatRefuses:
    def test_it_is_one_sentence_and_what_was_filled_in_stays(self, browser, data):
        (data / "imports").write_bytes(b"a file in the way")

        answer = posted(browser, file("a.mbox"), file("b.mbox"), name="Old letters")

        assert answer.context["form"].errors["archives"] == ["The disk did not take the file: Not a directory."]
        assert "Old letters" in answer.content.decode()
        assert not Run.objects.exists()

    def test_a_full_one_is_called_full_and_leaves_nothing_behind(self, browser, data):
        (data / "imports").mkdir()
        with small_files():
            answer = posted(browser, file(content=mbox(*LETTERS) * 5000))

        assert answer.context["form"].errors["archives"][0].startswith("The disk")
        assert lying(data) == []


@contextmanager
def small_files():
    """Let the system refuse files of more than 64 kB, as a full disk refuses."""
    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


class TestWhoMayImport:
    def test_a_colleague_may_not(self, cast, data):
        answer = posted(cast.browser(cast.cem), file())

        assert answer.status_code == 403
        assert lying(data) == []

    def test_nobody_may_from_outside(self, cast, data):
        assert posted(Client(), file()).status_code == 302
        assert lying(data) == []

    def test_a_form_from_elsewhere_is_refused_and_leaves_nothing(self, cast, data):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.bea)

        answer = posted(strict, file())

        assert answer.status_code == 403
        assert lying(data) == []

    def test_the_action_itself_asks_who_it_is(self, cast):
        with pytest.raises(Refusal, match="Only an admin can import"):
            ask_for_run(cast.mailbox, path="/old.mbox", by=cast.cem)


class TestWatching:
    @pytest.fixture
    def run(self, cast):
        archive = connect(kind="mail", name="Old", settings=MailSettings(), by=cast.bea)
        return ask_for_run(archive, path="/data/old.mbox", by=cast.bea)

    def at(self, run, **counts):
        Run.objects.filter(pk=run.pk).update(**counts)

    def test_before_it_begins_it_waits(self, browser, run):
        shown = browser.get(f"/runs/{run.pk}")

        assert "old.mbox into Old Waiting to begin" in words(shown)
        assert "<progress" in part(shown, 'id="run-state"')
        assert 'http-equiv="refresh"' in shown.content.decode()

    def test_while_it_goes_on_it_says_how_far_and_how_long(self, browser, run, cast):
        started = cast.now - timedelta(minutes=2)
        self.at(run, state=Run.RUNNING, started_at=started, asked_at=started, share=0.25, seen=5_000)

        shown = browser.get(f"/runs/{run.pk}")

        assert "5,000 mails so far 25 %" in words(shown)
        assert "about 6 minutes left · You can leave this page; it goes on." in words(shown)
        assert '<progress aria-label="How far" value="25" max="100">' in shown.content.decode()

    def test_the_last_minute_is_said_so(self, browser, run, cast):
        started = cast.now - timedelta(minutes=2)
        self.at(run, state=Run.RUNNING, started_at=started, asked_at=started, share=0.99, seen=1)

        assert "1 mail so far 99 % less than a minute left" in words(browser.get(f"/runs/{run.pk}"))

    def test_at_the_end_every_mail_is_accounted_for(self, browser, run):
        counts = {"seen": 20, "already_here": 3, "arrivals": 17, "messages": 12, "duplicates": 4, "unreadable": 1}
        self.at(run, state=Run.DONE, **counts, conversations=9, people=5)

        shown = browser.get(f"/runs/{run.pk}")

        assert (
            "mails were in it 20 new messages 12 here before 7 unreadable, kept 1"
            " new conversations 9 people, first heard 5" in words(shown)
        )
        assert "What could not be read" in words(shown)
        assert "<progress" not in shown.content.decode()
        assert 'http-equiv="refresh"' not in shown.content.decode()

    def test_what_is_stored_and_not_read_yet_is_accounted_for_too(self, browser, run):
        self.at(run, state=Run.RUNNING, seen=1000, arrivals=500, messages=500)

        assert "stored, still to be read 500" in words(browser.get(f"/runs/{run.pk}"))

    def test_why_it_broke_off_is_one_sentence(self, browser, run):
        self.at(run, state=Run.FAILED, sentence="old.mbox ends too early.")

        shown = words(browser.get(f"/runs/{run.pk}"))

        assert "old.mbox ends too early. What was heard before that stays. Try again" in shown

    def test_its_changing_part_has_an_address_of_its_own(self, browser, run):
        whole, alone = browser.get(f"/runs/{run.pk}"), browser.get(f"/runs/{run.pk}/state")

        assert words(part(whole, 'id="run-state"')) == words(alone)
        assert f'data-live-on="source:{run.source_id}"' in alone.content.decode()

    def test_it_is_stopped_and_gone_on_with(self, browser, run):
        stopping = browser.post(f"/runs/{run.pk}/stop", follow=True)
        assert "Stopping" in words(stopping)
        assert "Undo" in words(stopping)

        self.at(run, state=Run.STOPPED)
        assert "Going on begins where it stopped." in words(browser.get(f"/runs/{run.pk}"))

        browser.post(f"/runs/{run.pk}/go-on")
        run.refresh_from_db()
        assert (run.state, run.is_stop_wanted) == (Run.WAITING, False)

    def test_stopping_twice_is_stopping_once(self, browser, run, cast):
        for _ in range(2):
            browser.post(f"/runs/{run.pk}/stop")
            browser.post(f"/runs/{run.pk}/stop")

        assert AuditLine.objects.filter(verb="stop").count() == 1

    def test_what_is_over_is_not_stopped(self, run, cast):
        self.at(run, state=Run.DONE)

        ask_to_stop(run, by=cast.bea)

        run.refresh_from_db()
        assert not run.is_stop_wanted

    @pytest.mark.parametrize("act", ["stop", "go-on"])
    def test_a_colleague_watches_and_may_not(self, cast, run, act):
        browser = cast.browser(cast.cem)

        assert "<button" not in part(browser.get(f"/runs/{run.pk}"), 'id="run-state"')
        assert browser.post(f"/runs/{run.pk}/{act}").status_code == 409
        assert Client().post(f"/runs/{run.pk}/{act}").status_code == 302

    def test_queries_are_few(self, browser, run, django_assert_num_queries):
        with django_assert_num_queries(5):
            browser.get(f"/runs/{run.pk}")

    def test_an_import_that_never_was_is_said(self, browser):
        assert browser.get("/runs/1000000000").status_code == 404


def test_only_uploads_are_discarded(data):
    kept = data / "imports" / "mine" / "old.mbox"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"x")

    uploads.discard(kept)
    uploads.discard(data / "elsewhere")

    assert kept.exists()
