from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "acuerdo.payments"
    label = "payments"
    verbose_name = "Payments"
