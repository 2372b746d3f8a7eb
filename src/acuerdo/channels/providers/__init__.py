"""Ways for messages to leave, a folder each: copy one, edit it, and it is known by the name of its folder.

`transport.py` has `PROVIDER`; `webhook.py` reads what the provider tells us (`record(request body …)`); `forms.py`
has its settings for people. The sandbox is used unless the environment names another: `ACUERDO_EMAIL_PROVIDER`,
`ACUERDO_SMS_PROVIDER`.
"""

import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from acuerdo.channels.rules.outgoing import Provider, Transport


class UnknownProvider(LookupError):
    """No folder of that name, or it does not carry that channel."""


@cache
def providers() -> dict[str, Provider]:
    """Every provider by name."""
    found = (
        import_module(f"{__name__}.{module.name}.transport").PROVIDER
        for module in iter_modules(__path__)
        if module.ispkg
    )
    return {provider.name: provider for provider in found}


def provider_for(channel: str, *, environment: Mapping[str, str] | None = None) -> Provider:
    """The provider that carries a channel here; raises `UnknownProvider`."""
    settings = os.environ if environment is None else environment
    name = settings.get(f"ACUERDO_{channel.upper()}_PROVIDER") or "sandbox"
    provider = providers().get(name)
    if provider is None or channel not in provider.channels:
        able = ", ".join(sorted(one.name for one in providers().values() if channel in one.channels))
        raise UnknownProvider(f"no provider {name!r} for {channel}; there are: {able}")
    return provider


def open_transport(name: str, *, environment: Mapping[str, str] | None = None) -> Transport:
    """Start a provider's transport with its settings; raises `UnknownProvider`."""
    provider = providers().get(name)
    if provider is None:
        raise UnknownProvider(f"no provider {name!r}")
    return provider.open(os.environ if environment is None else environment)
