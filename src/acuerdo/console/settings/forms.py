"""Forms of the settings screens."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts.zones import zone_choices
from acuerdo.portfolio.enums import Sector
from acuerdo.portfolio.rules.profile import CreditorProfile
from acuerdo.staff.enums import Role

COMPONENTS = {"fees": _("fees"), "interest": _("interest"), "principal": _("principal")}
COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour such as #1f5f4a."))
# GSM 03.38 lets a sender name be eleven letters and digits, no more.
SMS_SENDER = RegexValidator(r"^[A-Za-z0-9 ]{1,11}$", _("At most eleven letters and digits."))


def orders() -> list[tuple[str, str]]:
    """Every order of allocation, in words."""
    found = []
    for prefix, words in (((), _("all debts: %(order)s")), (("debt",), _("oldest debt first: %(order)s"))):
        for order in permutations(COMPONENTS):
            named = ", ".join(str(COMPONENTS[part]) for part in order)
            found.append((",".join((*prefix, *order)), str(words % {"order": named})))
    return found


class NewCreditorForm(forms.Form):
    """What stays as it is once a creditor is there; the rest is filled in next, on its own page."""

    reference = forms.SlugField(
        label=_("Reference"), max_length=40, help_text=_("Files and commands call the creditor by it.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices, initial=Sector.OTHER)
    country = forms.CharField(label=_("Country"), max_length=2, initial="ES", help_text=_("Two letters: ES, CO, CL…"))
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="EUR", help_text=_("Three letters: EUR…"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        initial=settings.TIME_ZONE,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="es")


class CreditorForm(forms.Form):
    """Brand, sender names, packs and payment terms; `seen` notices a later save by somebody else."""

    seen = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    brand_colour = forms.CharField(
        label=_("Brand colour"),
        validators=[COLOUR],
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("The portal and e-mails use it, darkened where text would be hard to read."),
    )
    brand_initials = forms.CharField(label=_("Initials"), max_length=3)
    sender_email = forms.EmailField(label=_("Sender address of e-mails"))
    sms_sender = forms.CharField(label=_("Sender name of SMS"), max_length=11, validators=[SMS_SENDER])
    phone = forms.CharField(label=_("Phone for customers"), max_length=20, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    privacy_url = forms.URLField(label=_("Privacy notice"), required=False, assume_scheme="https")
    postal_address = forms.CharField(label=_("Postal address"), max_length=250, required=False)
    policy_packs = forms.MultipleChoiceField(
        label=_("Policy packs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one, those of the creditor's country. The house floor always holds."),
    )
    allocation_order = forms.ChoiceField(label=_("What a payment settles first"))
    min_payment = forms.DecimalField(
        label=_("Smallest payment"), min_value=0, max_digits=12, decimal_places=2, localize=False
    )

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy_packs"].choices = packs  # type: ignore[attr-defined]  # of its class
        self.fields["allocation_order"].choices = orders()  # type: ignore[attr-defined]  # of its class

    @property
    def profile(self) -> CreditorProfile:
        """What was filled in."""
        given = dict(self.cleaned_data)
        given.pop("seen")
        cents = int(given.pop("min_payment") * 100)
        order, packs = given.pop("allocation_order"), given.pop("policy_packs")
        return CreditorProfile(
            **given, policy_packs=tuple(packs), allocation_order=tuple(order.split(",")), min_payment_cents=cents
        )


def initial_of(profile: CreditorProfile) -> dict[str, Any]:
    """A profile as its form shows it."""
    plain = ("name", "legal_name", "brand_colour", "brand_initials", "sender_email", "sms_sender", "phone", "website")
    return {
        **{field: getattr(profile, field) for field in (*plain, "privacy_url", "postal_address")},
        "seen": profile.fingerprint,
        "policy_packs": list(profile.policy_packs),
        "allocation_order": ",".join(profile.allocation_order),
        "min_payment": f"{profile.min_payment_cents / 100:.2f}",
    }


class ScopeForm(forms.Form):
    """What somebody does here, and whose cases they see."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    sees_all_creditors = forms.BooleanField(label=_("Sees all creditors, new ones too"), required=False)
    creditors = forms.TypedMultipleChoiceField(
        label=_("Or only these"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, creditors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditors"].choices = creditors  # type: ignore[attr-defined]  # of its class


class InviteForm(ScopeForm):
    """Somebody new."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ("name", "email", "language", "role", "sees_all_creditors", "creditors")
