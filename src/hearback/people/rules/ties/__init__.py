"""How strong a tie is: from the acts between two people, and from what became of such ties before."""

from hearback.people.rules.ties.components import NAMES, Components, components
from hearback.people.rules.ties.history import Act, History
from hearback.people.rules.ties.model import DEFAULT, Model, fitted

__all__ = ["DEFAULT", "NAMES", "Act", "Components", "History", "Model", "components", "fitted"]
