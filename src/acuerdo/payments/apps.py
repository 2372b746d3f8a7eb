from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "acuerdo.payments"
    label = "payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        from acuerdo.payments import facts
        from acuerdo.payments.operations.importing import run_payments_import
        from acuerdo.portfolio.importing.kinds import register_runner

        _ = facts
        register_runner("payments", run_payments_import)
