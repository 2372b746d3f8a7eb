from __future__ import annotations

from django.urls import path

from acuerdo.console.settings import creditors, packs, people
from acuerdo.console.settings.connections import calls, tokens

app_name = "settings"

urlpatterns = [
    path("", creditors.index, name="index"),
    path("creditors/new/", creditors.new, name="new_creditor"),
    path("creditors/<int:creditor_id>/", creditors.edit, name="creditor"),
    path("people/", people.index, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/<int:user_id>/", people.edit, name="person"),
    path("people/<int:user_id>/link/", people.link, name="link"),
    path("people/<int:user_id>/access/", people.access, name="access"),
    path("packs/", packs.index, name="packs"),
    path("packs/<slug:pack_id>/", packs.detail, name="pack"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/new/", tokens.new, name="new_token"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("webhooks/", calls.index, name="calls"),
    path("webhooks/<int:call_id>/", calls.detail, name="call"),
    path("webhooks/<int:call_id>/retry/", calls.retry, name="retry_call"),
    path("webhooks/keys/<slug:strategy>/", calls.key, name="call_key"),
    path("webhooks/keys/<slug:strategy>/rotate/", calls.rotate, name="rotate_key"),
]
