"""Who is speaking: what a mail, the servers that took it and the names of the net prove about its From."""

from hearback.channels.mail.proving.checker import found_checker
from hearback.channels.mail.proving.names import KeptNames, Names, NamesDown, ask_names
from hearback.channels.mail.proving.proof import Trust, prove, proven_as_sent

__all__ = ["KeptNames", "Names", "NamesDown", "Trust", "ask_names", "found_checker", "prove", "proven_as_sent"]
