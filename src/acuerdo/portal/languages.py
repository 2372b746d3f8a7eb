"""Which language a page speaks. Switching it in the middle of a form keeps what was typed, and does nothing else."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.datastructures import MultiValueDict

F = TypeVar("F", bound=Form)
_LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


def speak(request: HttpRequest, known: str) -> None:
    """Choose the language: asked for now, chosen before in this browser, that of our message, the browser's."""
    for code in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), known[:2]):
        if code in _LANGUAGES:
            translation.activate(code)
            request.LANGUAGE_CODE = code
            return


def remember_language(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep a language asked for by `?lang=`."""
    if (code := request.GET.get("lang")) in _LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, str(code), max_age=365 * 24 * 3600, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def take_switch(request: HttpRequest) -> None:
    """Turn a form that was sent by a language button (`parts/languages.html`) into a look at its page.

    Views then see a GET; `keep_typed` puts what was typed back into the form, unjudged.
    """
    if request.method == "POST" and "speak" in request.POST:
        look_again(request)


def look_again(request: HttpRequest) -> None:
    """Turn a form that was sent into a look at its page, with what was typed."""
    request.typed = request.POST  # type: ignore[attr-defined]  # read by keep_typed and typed_fields
    request.POST = QueryDict()
    request.method = "GET"


def was_switched(request: HttpRequest) -> bool:
    """Say whether this look came from a language button in the middle of a form."""
    return hasattr(request, "typed")


def typed_fields(request: HttpRequest) -> dict[str, str]:
    """What stood in the fields of a page without a form of ours when the language was switched."""
    typed: QueryDict | None = getattr(request, "typed", None)
    return {name: str(typed[name]) for name in typed} if typed else {}


def keep_typed(form: F, request: HttpRequest) -> F:
    """Fill a form with what stood in it when the language was switched; otherwise leave it as it is."""
    if was_switched(request):
        typed: QueryDict = request.typed  # type: ignore[attr-defined]  # set by take_switch
        no_files: MultiValueDict[str, object] = MultiValueDict()
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(typed, no_files, form.add_prefix(name))
    return form
