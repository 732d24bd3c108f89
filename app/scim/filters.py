"""What a SCIM search asks for, as criteria of the domain."""

from datetime import UTC, datetime
from inspect import isclass
from typing import Any, Final

from pydantic import BaseModel
from scim2_models import Extension, Resource, ScimFilter, SearchRequest
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)
from scim2_server.utils import parametrize

from app.domain.people.errors import NotSearchable
from app.domain.people.provisioning import criteria
from app.domain.people.provisioning.criteria import (
    Attribute,
    Criterion,
    Kind,
    Operator,
    Sought,
    Value,
)

MOST_COUNTED: Final = 1_000_000
HIDDEN: Final = frozenset({"password", "schemas", "x509_certificates"})
NOT_KEPT: Final = {
    ("meta", "version"),
    ("meta", "location"),
    ("groups", "display"),
    ("groups", "$ref"),
    ("groups", "type"),
    ("members", "display"),
    ("members", "$ref"),
    ("members", "type"),
}


def sought(
    request: SearchRequest[Any], model: type[Resource[Any]], *, without_members: bool = False
) -> Sought:
    """Raises `NotSearchable`."""
    criterion = order = None
    if request.filter is not None:
        bound: ScimFilter[Any] = parametrize(ScimFilter, model)(str(request.filter))
        criterion = _Criteria(bound).visit(bound.ast)
    if request.sort_by is not None:
        binding = request.sort_binding(model)
        if binding is None:
            raise NotSearchable
        descending = request.sort_order == SearchRequest.SortOrder.descending
        order = criteria.Order(_attribute(binding), descending)
    start = min(request.start_index_0 or 0, MOST_COUNTED)
    count = request.count if request.count is not None else MOST_COUNTED
    return Sought(criterion, order, start, min(count, MOST_COUNTED), without_members)


NOTHING: Final = criteria.AnyOf(())


class _Criteria(FilterVisitor[Criterion]):
    """Where several kinds are searched, what one of them does not have matches none of it."""

    def __init__(self, filter_: ScimFilter[Any], within: AttrPath | None = None) -> None:
        self.filter = filter_
        self.within = within

    def visit_comparison(self, node: Comparison) -> Criterion:
        binding = self._bound(node.attr_path, compared=True)
        if binding is None:
            return NOTHING
        value = coerce_value(binding, node.value, node.op)
        return criteria.Compare(self._attribute(binding), Operator(node.op.value), _sayable(value))

    def visit_present(self, node: Present) -> Criterion:
        binding = self._bound(node.attr_path)
        return NOTHING if binding is None else criteria.Present(self._attribute(binding))

    def visit_not(self, node: Not) -> Criterion:
        return criteria.Not(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Criterion:
        if len(node.terms) > criteria.MOST_TERMS:
            raise NotSearchable(detail="The filter has too many terms.")
        terms = tuple(self.visit(term) for term in node.terms)
        both = node.op == LogicalOperator.and_
        return criteria.AllOf(terms) if both else criteria.AnyOf(terms)

    def visit_value_path(self, node: ValuePath) -> Criterion:
        if self.within is not None:
            raise NotSearchable
        binding = self._bound(node.attr_path)
        if binding is None:
            return NOTHING
        inner = _Criteria(self.filter, node.attr_path)
        return criteria.Some(_attribute(binding), inner.visit(node.val_filter))

    def _bound(self, path: AttrPath, *, compared: bool = False) -> AttributeBinding | None:
        if self.within is not None:
            if path.sub_attr is not None or path.uri is not None:
                raise NotSearchable
            path = AttrPath(self.within.attr, path.attr, self.within.uri)
        resolve = self.filter.resolve_comparison if compared else self.filter.resolve
        return resolve(path, strict=False)

    def _attribute(self, binding: AttributeBinding) -> Attribute:
        whole = _attribute(binding)
        if self.within is None:
            return whole
        return Attribute(whole.path[-1:], whole.kind, whole.exact)


def _sayable(value: Any) -> Value:
    """A value that PostgreSQL can be asked about: no half of a character, no moment of no year."""
    if not isinstance(value, str | bool | datetime | None):
        raise NotSearchable
    try:
        if isinstance(value, str):
            value.encode()
        elif isinstance(value, datetime):
            value.astimezone(UTC)
    except (UnicodeEncodeError, OverflowError, ValueError):
        raise NotSearchable from None
    return value


def _attribute(binding: AttributeBinding) -> Attribute:
    extension = isclass(binding.model) and issubclass(binding.model, Extension)
    schema = str(getattr(binding.model, "__schema__", "") or "")
    names = binding.urn.removeprefix(f"{schema}:").split(".")
    path = ((schema,) if extension else ()) + tuple(names)
    if binding.field_name in HIDDEN or path in NOT_KEPT:
        raise NotSearchable
    return Attribute(path, _kind(binding), binding.case_exact, binding.is_multivalued)


def _kind(binding: AttributeBinding) -> Kind:
    kind = binding.target_type
    if not isclass(kind):
        return Kind.OTHER
    if issubclass(kind, bool):
        return Kind.BOOLEAN
    if issubclass(kind, datetime):
        return Kind.MOMENT
    return Kind.OTHER if issubclass(kind, BaseModel | bytes) else Kind.TEXT
