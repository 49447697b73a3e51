"""What others ask about people."""

from hearback.people.queries.persons import PAGE, by_name, family, heard, person, shows_pictures

__all__ = ["PAGE", "by_name", "family", "heard", "person", "shows_pictures"]
