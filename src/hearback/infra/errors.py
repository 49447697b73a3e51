"""The kinds of error that cross rooms (see style: Refusal is for people, everything else is a bug)."""


class Refusal(Exception):
    """A person may not do this; the page shows the sentence, nothing is logged."""
