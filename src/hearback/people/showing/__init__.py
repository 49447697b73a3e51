"""What the room's pages show, as plain values."""

from hearback.people.showing.persons import about, face_of, rows

__all__ = ["about", "face_of", "rows"]
