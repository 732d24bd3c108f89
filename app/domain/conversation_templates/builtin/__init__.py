"""The templates that come with the product: one file each.

Whoever changes one counts its `revision` up: organisations get it as a new version then, unless
they have words of their own by now. A question that asks for something else gets another key.
"""

from typing import Final

from app.domain.conversation_templates.builtin.career import CAREER
from app.domain.conversation_templates.builtin.check_in import CHECK_IN
from app.domain.conversation_templates.builtin.kit import Builtin
from app.domain.conversation_templates.builtin.mentoring import MENTORING
from app.domain.conversation_templates.builtin.returning import RETURNING_FROM_LEAVE

BUILTIN: Final = (CAREER, CHECK_IN, MENTORING, RETURNING_FROM_LEAVE)

__all__ = ["BUILTIN", "Builtin"]
