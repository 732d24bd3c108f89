"""Reflections and what belongs to them: their tables, and how they change. A file for each noun."""

from app.domain.reflections.models.moment import LearningMoment
from app.domain.reflections.models.reflection import Reflection
from app.domain.reflections.models.rhythm import ReflectionRhythm

__all__ = ["LearningMoment", "Reflection", "ReflectionRhythm"]
