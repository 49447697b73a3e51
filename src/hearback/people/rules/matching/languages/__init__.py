"""Tables of what the world's names and providers are like; words in many languages."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, each once."""
    return frozenset(text.split())
