"""What you can do with the settings that series go by."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import CadenceFilters, SetCadence
from app.domain.conversations.errors import BadCadenceRule
from app.domain.conversations.models import CadenceSetting
from app.domain.conversations.repository import cadences as rows
from app.domain.conversations.repository.cadences import CadenceSettings
from app.domain.conversations.repository.series import AllSeries
from app.domain.conversations.states import CadenceLevel
from app.domain.conversations.views import CadenceSettingView, EffectiveCadenceView
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.people.errors import PeopleUnknown
from app.domain.policy import Me
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, CadenceSettingView)
def get_cadence_setting(_me: Me, cadence_setting_id: UUID) -> One:
    """Read one setting."""
    return rows.cadence_setting(cadence_setting_id)


@query(Scope.CONVERSATIONS_READ, CadenceSettingView)
def list_cadence_settings(_me: Me, filters: CadenceFilters) -> Many:
    """List the settings that you may see: of the organisation, of your team, and your own."""
    return rows.cadence_settings(filters)


@query(Scope.CONVERSATIONS_READ, EffectiveCadenceView)
def get_effective_cadence(_me: Me, person_id: UUID) -> One:
    """Read what holds for a person, value by value, and which level says so.

    The most specific level wins: the person, the team of their manager of today, the
    organisation. The person and their manager may read it.
    """
    return rows.effective_cadence(person_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    CadenceSettingView,
    raises=(Forbidden, PeopleUnknown, BadCadenceRule),
)
async def set_cadence(tx: Transaction, command: SetCadence) -> CadenceSetting:
    """Set how often people meet, in place of what was set at this level before.

    For the organisation it takes the scope `admin`; for a team its manager or the same scope; for
    one person that person or their manager. Series that say nothing else follow within hours.
    """
    settings = CadenceSettings(tx)
    people = [one for one in (command.manager_id, command.person_id) if one is not None]
    if people and not await AllSeries(tx).standings(people):
        at = "/personId" if command.person_id is not None else "/managerId"
        raise PeopleUnknown(Fault(at, PeopleUnknown.explanation()))
    await settings.lock()
    setting = await settings.named(command)
    if setting is None:
        setting = CadenceSetting(
            level=command.level, manager_id=command.manager_id, person_id=command.person_id
        )
        setting.settle(command.fields())
        settings.add(setting)
    else:
        setting.settle(command.fields())
    tx.concern(*people)
    return await _permitted(tx, setting)


@action(
    Scope.CONVERSATIONS_WRITE,
    Removed,
    raises=(NotFound, Forbidden),
    versioned=True,
)
async def remove_cadence_setting(tx: Transaction, cadence_setting_id: UUID) -> Removed:
    """Leave it to the less specific levels again. Who may set it may remove it."""
    settings = CadenceSettings(tx)
    setting = await settings.get(cadence_setting_id, lock=True)
    await _permitted(tx, setting)
    tx.concern(*(one for one in (setting.manager_id, setting.person_id) if one is not None))
    tx.record(*setting.removed())
    await settings.remove(setting)
    return Removed(id=cadence_setting_id)


async def _permitted(tx: Transaction, setting: CadenceSetting) -> CadenceSetting:
    """Who has the scope `admin` settles what holds for several people."""
    if setting.level is not CadenceLevel.PERSON and Scope.ADMIN in tx.actor.scopes:
        return setting
    return await CadenceSettings(tx).check_new(setting, policy.may_set_cadence)
