"""LISTEN: arrivals, cursors, and the whole way in (hearing.py)."""
