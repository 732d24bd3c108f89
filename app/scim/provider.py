"""What we say of ourselves to a directory, and how lenient we are with it."""

from functools import cache
from typing import ClassVar, Final

from scim2_models import (
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ComplexAttribute,
    EnterpriseUser,
    ETag,
    Filter,
    Group,
    Patch,
    Reference,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)
from scim2_models import User as StandardUser

MOST_RESULTS: Final = 200


class Email(ComplexAttribute):
    """An address as others give it: within an organisation, names end as they like."""

    Type: ClassVar[type] = StandardUser.Emails.Type  # type: ignore[attr-defined]

    value: str | None = None
    display: str | None = None
    type: StandardUser.Emails.Type | None = None  # type: ignore[name-defined]
    primary: bool | None = None


class User(StandardUser[AnyExtension]):
    emails: list[Email] | None = None  # type: ignore[assignment]


# As Microsoft Entra ID and Okta write: names that nobody declares, values beside the path of
# what is removed, and filters in a path that describe what is to be made.
LENIENT: Final = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


@cache
def provider(base_url: str) -> ScimProvider:
    return ScimProvider(
        models=[User, EnterpriseUser, Group],
        resource_types=[
            ResourceType.from_resource(User[EnterpriseUser]),
            ResourceType.from_resource(Group),
        ],
        config=_config(base_url),
        policy=LENIENT,
    )


def _config(base_url: str) -> ServiceProviderConfig:
    return ServiceProviderConfig(
        documentation_uri=Reference(f"{base_url}/docs"),
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="OAuth bearer token",
                description="A token of a machine client with the scope `scim:provision`.",
                primary=True,
            )
        ],
    )
