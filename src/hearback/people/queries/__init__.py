"""What others ask about people."""

from hearback.people.queries.persons import PAGE, by_name, family, heard, person, shows_pictures
from hearback.people.queries.privacy import is_stopped, stopped

__all__ = ["PAGE", "by_name", "family", "heard", "is_stopped", "person", "shows_pictures", "stopped"]
