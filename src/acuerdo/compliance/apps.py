from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "acuerdo.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from acuerdo.compliance import facts, receivers

        _ = (facts, receivers)
