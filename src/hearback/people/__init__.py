"""Who speaks: persons and their identities."""
