"""The SQL of plans. One file for each noun."""

from app.domain.plans.repository import concerns

__all__ = ["concerns"]
