"""What can be asked of competency models, and how a sync is answered."""

from app.domain.competencies.commands.frameworks import (
    AssociationFilters,
    CompetencyFilters,
    DeprecateFramework,
    FrameworkFilters,
    SpokenFilters,
)
from app.domain.competencies.commands.sync import (
    MOST_CHANGES,
    FieldChange,
    Obstacle,
    RoleChange,
    SyncChange,
    SyncFramework,
    SyncImpact,
    SyncKind,
    SyncNotice,
    SyncReport,
)

__all__ = [
    "MOST_CHANGES",
    "AssociationFilters",
    "CompetencyFilters",
    "DeprecateFramework",
    "FieldChange",
    "FrameworkFilters",
    "Obstacle",
    "RoleChange",
    "SpokenFilters",
    "SyncChange",
    "SyncFramework",
    "SyncImpact",
    "SyncKind",
    "SyncNotice",
    "SyncReport",
]
