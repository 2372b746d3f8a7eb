"""What staff fills in to import files."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from acuerdo.console.scope import Scope
from acuerdo.portfolio.enums import ImportKind, OnError

MOST_FILES = 10


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most ten files belong to one import."), code="too_many")
        return [super(FilesField, self).clean(each, initial) for each in given]


class UploadForm(forms.Form):
    creditor = forms.ChoiceField(label=_("Creditor"))
    kind = forms.ChoiceField(label=_("What is in the files"), choices=ImportKind.choices, widget=forms.RadioSelect)
    uploads = FilesField(
        label=_("Files"),
        help_text=_(
            "CSV, Excel or Parquet. Choose several if one refers to the other, such as customers and invoices."
        ),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.id), each.name) for each in scope.creditors]
        cast(forms.ChoiceField, self.fields["creditor"]).choices = choices
        self.fields["kind"].initial = ImportKind.DEBTS


class StartForm(forms.Form):
    on_error = forms.ChoiceField(label=_("If rows are wrong"), choices=OnError.choices, widget=forms.RadioSelect)
