"""What tests of sources share."""

from tests.cast import cast

__all__ = ["cast"]
