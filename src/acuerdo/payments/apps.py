from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "acuerdo.payments"
    label = "payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        from acuerdo.payments import facts

        _ = facts
