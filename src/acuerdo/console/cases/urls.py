from __future__ import annotations

from django.urls import path

from acuerdo.console.cases import acts, acts_consents, acts_contact, acts_messages, acts_money, views

app_name = "cases"

urlpatterns = [
    path("", views.index, name="index"),
    path("cases.csv", views.export, name="export"),
    path("views/", views.save, name="save_view"),
    path("views/<int:view_id>/delete/", views.forget, name="delete_view"),
    path("<int:case_id>/", views.detail, name="detail"),
    path("<int:case_id>/debts/", views.debts, name="debts"),
    path("<int:case_id>/payments/", views.payments, name="payments"),
    path("<int:case_id>/person/", views.person, name="person"),
    path("<int:case_id>/why/<int:message_id>/", views.why, name="why"),
    path("<int:case_id>/assign/", acts.assign, name="assign"),
    path("<int:case_id>/note/", acts.note, name="note"),
    path("<int:case_id>/task/", acts.task, name="task"),
    path("<int:case_id>/task/<int:task_id>/done/", acts.task_done, name="task_done"),
    path("<int:case_id>/call/", acts_contact.call, name="call"),
    path("<int:case_id>/message/", acts_messages.message, name="message"),
    path("<int:case_id>/hold/", acts_contact.hold, name="hold"),
    path("<int:case_id>/hold/<int:hold_id>/lift/", acts_contact.hold_lift, name="hold_lift"),
    path("<int:case_id>/dispute/resolve/", acts_contact.dispute_resolve, name="dispute_resolve"),
    path("<int:case_id>/message/<int:message_id>/settle/", acts_messages.message_settle, name="message_settle"),
    path("<int:case_id>/message/<int:message_id>/undo/", acts_messages.message_undo, name="message_undo"),
    path("<int:case_id>/consent/", acts_consents.consent, name="consent"),
    path("<int:case_id>/promise/", acts_money.promise, name="promise"),
    path("<int:case_id>/promise/<int:promise_id>/withdraw/", acts_money.promise_withdraw, name="promise_withdraw"),
    path("<int:case_id>/payment/", acts_money.payment, name="payment"),
]
