"""Gaps: how far somebody is from what roles require, and what brings them nearer.

Every number lists what it is made of. A gap turns into a goal with one call.
"""
