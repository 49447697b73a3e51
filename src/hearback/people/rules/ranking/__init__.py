"""Who is the right one to answer: evidence from who helped whom with what, and who in fact answered."""
