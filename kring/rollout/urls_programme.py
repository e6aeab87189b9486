"""Addresses of the programme, its plan and its units."""

from django.urls import URLPattern

programme_patterns: list[URLPattern] = []
