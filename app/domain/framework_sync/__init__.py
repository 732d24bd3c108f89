"""Competency models that arrive from files: planned, looked at, carried out.

A **plan** says what a source would change and whom it concerns: the people who were assessed, the
open plans, the role profiles. Carrying it out does exactly that, or refuses because the world has
moved meanwhile. It stands above everything that goes by competencies, since it must know them all.
"""
