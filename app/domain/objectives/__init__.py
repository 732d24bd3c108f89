"""Objectives: what the organisation or a team wants in a period.

Goals of people align with them, in the feature of plans, which stands above this one and fills
in how many do. Everybody reads objectives: they are made to be looked at.
"""
