"""Asking a portal for an address."""
