"""The demo town: an invented house, the people who write to it, and what they wrote, for newcomers and tests.

Pure: `town(now)` gives the same bytes for the same moment. Whoever loads it lives elsewhere.
"""

from hearback.site.demo.shapes import Town as Town
from hearback.site.demo.town import town as town

__all__ = ["Town", "town"]
