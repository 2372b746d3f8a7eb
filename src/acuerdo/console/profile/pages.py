from __future__ import annotations

from dataclasses import dataclass

from acuerdo.console.profile.forms import PreferencesForm
from acuerdo.staff.queries import Staff, has_second_factor


@dataclass(frozen=True, slots=True)
class ProfilePage:
    form: PreferencesForm
    has_totp: bool


def profile_page(*, staff: Staff, form: PreferencesForm | None = None) -> ProfilePage:
    """The profile of who is signed in; with `form` the one that was filled in wrongly."""
    initial = {
        "language": staff.language,
        "theme": staff.theme,
        "time_zone": staff.time_zone,
        "single_key_shortcuts": staff.single_key_shortcuts,
    }
    return ProfilePage(form=form or PreferencesForm(initial=initial), has_totp=has_second_factor(user_id=staff.id))
