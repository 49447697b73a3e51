"""Mail that lies in files: mbox (plain, .gz, .zst), maildir, .eml, and folders of these."""

from hearback.channels.mail.files.importing import import_file

__all__ = ["import_file"]
