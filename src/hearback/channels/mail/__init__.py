"""MAIL: heard from mailboxes and files, answered by SMTP."""
