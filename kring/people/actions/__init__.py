"""Writes about people, by subject."""
