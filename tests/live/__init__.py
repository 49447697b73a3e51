"""Tests against real mail servers on loopback: Dovecot and Postfix, as Debian packages them."""
