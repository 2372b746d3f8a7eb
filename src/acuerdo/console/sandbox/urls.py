from __future__ import annotations

from django.urls import path

from acuerdo.console.sandbox import views

app_name = "sandbox"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:debtor_id>/", views.person, name="person"),
    path("<int:debtor_id>/mail/<int:message_id>/", views.mail, name="mail"),
    path("<int:debtor_id>/reply/<int:message_id>/", views.reply, name="reply"),
]
