"""How gaps look from outside, and the queries that their rows are put together by."""

from app.domain.gaps.views.gaps import GapView, HelpedView, NextLevelView, ReachableRoleView

__all__ = ["GapView", "HelpedView", "NextLevelView", "ReachableRoleView"]
