"""What the room refuses in a way that a page answers with more than a sentence."""

from hearback.infra.errors import Refusal


class Overtaken(Refusal):
    """Something was said since the page was made on which an answer was written; nothing was sent."""
