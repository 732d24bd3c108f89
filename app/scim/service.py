"""The protocol, where its own way of doing something would hold up everybody else."""

from itertools import groupby
from typing import Any

from scim2_models import Group, PatchOp, Resource
from scim2_server.conditions import Conditions
from scim2_server.service import ScimService

from app.scim import groups


class Service(ScimService):
    """Takes members out of groups by their ids. The protocol compares each of those who go with
    each of those who are there: seconds for a thousand, in which nobody else is answered.
    """

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        if not isinstance(current, Group):
            return super().apply_patch(current, patch_op, conditions)
        self.check_preconditions(current, "PATCH", conditions)
        changed = False
        for removes, some in groupby(
            patch_op.operations or [], lambda one: groups.leaving(one) is not None
        ):
            operations = list(some)
            if removes:
                ids = frozenset().union(*(groups.leaving(one) or () for one in operations))
                changed |= groups.let_go(current, ids)
            else:
                changed |= patch_op.model_copy(update={"operations": operations}).patch(current)
        return current if changed else None
