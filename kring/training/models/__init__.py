"""Lessons and who finished them, goals, sessions in a room, and drafts that are tried on one colleague first."""

from kring.training.models.lessons import Completion, Goal, Lesson, TrackStep
from kring.training.models.practice import Practice, PracticeAnswer
from kring.training.models.sessions import Session, SignUp

__all__ = ["Completion", "Goal", "Lesson", "Practice", "PracticeAnswer", "Session", "SignUp", "TrackStep"]
