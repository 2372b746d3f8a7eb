from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "acuerdo.cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from acuerdo.cases import facts, receivers

        _ = (facts, receivers)
