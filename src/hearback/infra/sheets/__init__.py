"""A stranger's HTML made fit to be shown: the one sanitiser of the house (docs/decisions/0017)."""

from hearback.infra.sheets.cleaning import MOST_CHARACTERS, TooLong, sheet
from hearback.infra.sheets.values import Ask, Sheet

__all__ = ["MOST_CHARACTERS", "Ask", "Sheet", "TooLong", "sheet"]
