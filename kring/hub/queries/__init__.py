"""Reads of the Social Hub, by subject."""
