"""The places we are connected to: a mailbox, a feed, an imported file; their settings and secrets."""
