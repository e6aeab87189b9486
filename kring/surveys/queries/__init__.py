"""Reads about surveys: who is asked, and what is known of comfort."""

from kring.surveys.queries.asking import asked_of, has_baseline, open_survey_of
from kring.surveys.queries.comfort import Comfort, Row, comfort

__all__ = ["Comfort", "Row", "asked_of", "comfort", "has_baseline", "open_survey_of"]
