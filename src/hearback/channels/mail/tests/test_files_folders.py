"""Facts about folders of mail: maildirs, and folders that hold archives and single mails."""

from __future__ import annotations

import gzip
import mailbox
import os

from hearback.channels.mail.files import import_file, importing
from hearback.channels.mail.tests.archives import as_mbox, mail, raws, refusal, steps, until_error


def test_a_maildir_gives_new_and_current_mails_and_those_of_its_subfolders(tmp_path):
    root = tmp_path / "Maildir"
    box = mailbox.Maildir(root)
    for number in range(3):
        box.add(mail(number))
    sent = box.add_folder("Sent")
    sent.add(mail(3))
    box.close()
    first = sorted((root / "new").iterdir())[0]
    first.rename(root / "cur" / f"{first.name}:2,S")
    (root / "tmp" / "half").write_bytes(mail(9))
    (root / "new" / ".hidden").write_bytes(mail(9))
    (root / "new" / "folder").mkdir()
    (root / "dovecot.index.log").write_bytes(b"From: not a mail\n")
    (root / ".notmuch").mkdir()
    (root / ".notmuch" / "one.eml").write_bytes(mail(9))
    (root / "Plain").mkdir()
    (root / "Plain" / "four.eml").write_bytes(mail(4))

    (step,) = steps(root)

    assert sorted(arrival.raw for arrival in step.arrivals) == [mail(n) for n in range(5)]
    assert {arrival.origin.split("/")[0] for arrival in step.arrivals} == {"new", "cur", ".Sent", "Plain"}


def test_whatever_lies_in_a_maildir_is_an_arrival_even_when_it_cannot_be_a_mail(tmp_path):
    for folder in ("new", "cur"):
        (tmp_path / folder).mkdir()
    (tmp_path / "cur" / "1:2,").write_bytes(b"")
    (tmp_path / "cur" / "2:2,").write_bytes(b"\x00\x01 no mail")

    assert raws(tmp_path) == [b"", b"\x00\x01 no mail"]


def test_a_mail_that_moves_from_new_to_cur_while_the_import_rests_is_not_missed(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "STEP_MAILS", 2)
    for folder in ("new", "cur"):
        (tmp_path / folder).mkdir()
    for number in range(4):
        (tmp_path / "new" / f"{number}").write_bytes(mail(number))
    first = next(import_file(tmp_path, position={}))

    (tmp_path / "new" / "2").rename(tmp_path / "cur" / "2:2,S")

    assert sorted(raws(tmp_path, first.position)) == [mail(2), mail(3)]


def test_a_folder_gives_every_mail_below_it_in_a_fixed_order_and_leaves_the_rest(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "z.mbox").write_bytes(as_mbox(mail(5), mail(6)))
    (tmp_path / "a.mbox.gz").write_bytes(gzip.compress(as_mbox(mail(1), mail(2))))
    (tmp_path / "b" / "c" / "3.eml").write_bytes(mail(3))
    (tmp_path / "b" / "d.eml").write_bytes(b"\x00 unreadable \x00")
    (tmp_path / "b" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden" / "9.eml").write_bytes(mail(9))
    (tmp_path / ".9.eml").write_bytes(mail(9))
    (tmp_path / "pipe").touch()
    (tmp_path / "pipe").unlink()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.eml").symlink_to(tmp_path / "b" / "c" / "3.eml")
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)

    (step,) = steps(tmp_path)

    assert [arrival.raw for arrival in step.arrivals] == [
        mail(1),
        mail(2),
        mail(3),
        b"\x00 unreadable \x00",
        mail(5),
        mail(6),
    ]
    assert [arrival.origin for arrival in step.arrivals][2:4] == ["b/c/3.eml", "b/d.eml"]


def test_a_folder_is_taken_up_again_in_the_file_where_it_was_left(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "STEP_MAILS", 2)
    for name, numbers in (("a.mbox", (1, 2, 3)), ("b.mbox", (4,)), ("c.eml", (5,))):
        content = as_mbox(*map(mail, numbers)) if name.endswith("mbox") else mail(*numbers)
        (tmp_path / name).write_bytes(content)

    taken = steps(tmp_path)

    assert [raws(tmp_path, step.position) for step in taken] == [[mail(3), mail(4), mail(5)], [mail(5)], []]
    assert taken[-1].position["read_bytes"] == taken[-1].position["size_bytes"]


def test_a_folder_without_mail_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("milk")

    assert refusal(tmp_path) == f"The folder {tmp_path.name} holds no mail."


def test_one_broken_file_in_a_folder_does_not_hold_up_the_others(tmp_path):
    for number in range(5):
        (tmp_path / f"broken{number}.gz").write_bytes(gzip.compress(as_mbox(mail(1)))[:6])
    (tmp_path / "whole.mbox").write_bytes(as_mbox(mail(1)))

    ((step,), error) = until_error(tmp_path)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1)]
    assert str(error).startswith("broken0.gz ends too early: the rest of it is missing. broken1.gz")
    assert str(error).endswith(" And 2 more.")


def test_a_name_that_is_no_text_can_still_be_told(tmp_path):
    name = os.fsdecode(b"gr\xfc\xdfe.eml")
    (tmp_path / name).write_bytes(mail(1))

    (step,) = steps(tmp_path)

    assert step.arrivals[0].origin == "gr\\xfc\\xdfe.eml"
    assert steps(tmp_path, step.position) == []


def test_files_and_folders_that_cannot_be_opened_are_named(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b.eml").write_bytes(mail(1))
    (tmp_path / "c.eml").write_bytes(mail(2))
    walked = importing.walk
    walks = iter(("to add up the sizes", "to read"))

    def walk_and_lose(root, *, unlisted):
        walk = next(walks)
        for found in walked(root, unlisted=unlisted):
            if walk == "to read":
                (tmp_path / "b.eml").unlink(missing_ok=True)
            yield found

    monkeypatch.setattr(importing, "walk", walk_and_lose)
    monkeypatch.setattr(os, "scandir", _denying(os.scandir, tmp_path / "a"))

    ((step,), error) = until_error(tmp_path)

    assert [arrival.raw for arrival in step.arrivals] == [mail(2)]
    assert str(error) == (
        "The folder a/ cannot be listed: Permission denied. b.eml cannot be opened: No such file or directory."
    )


def _denying(scandir, denied):
    def deny(path):
        if str(path) == str(denied):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    return deny
