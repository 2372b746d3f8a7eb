from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "acuerdo.strategies"
    label = "strategies"
    verbose_name = "Strategies"

    def ready(self) -> None:
        from acuerdo.strategies import receivers

        _ = receivers
