"""What tests of the people's pages share."""

from tests.cast import cast

__all__ = ["cast"]
