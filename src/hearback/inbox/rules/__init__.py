"""Decisions about turns, promises and answers, on plain values."""
