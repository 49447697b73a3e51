"""Colleagues, roles, invitations and the audit trail."""
