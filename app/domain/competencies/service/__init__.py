"""What you can do with competency models: one file for each noun."""

from app.domain.competencies.service.frameworks import (
    deprecate_competency_framework,
    get_competency,
    get_competency_framework,
    get_framework_version,
    list_competencies,
    list_competency_associations,
    list_competency_frameworks,
    list_competency_revisions,
    list_framework_versions,
    list_version_competencies,
    list_version_leftovers,
    reinstate_competency_framework,
    retire_competency_framework,
)
from app.domain.competencies.service.sync import (
    discard_framework_draft,
    publish_competency_framework,
    sync_competency_framework,
)

__all__ = [
    "deprecate_competency_framework",
    "discard_framework_draft",
    "get_competency",
    "get_competency_framework",
    "get_framework_version",
    "list_competencies",
    "list_competency_associations",
    "list_competency_frameworks",
    "list_competency_revisions",
    "list_framework_versions",
    "list_version_competencies",
    "list_version_leftovers",
    "publish_competency_framework",
    "reinstate_competency_framework",
    "retire_competency_framework",
    "sync_competency_framework",
]
