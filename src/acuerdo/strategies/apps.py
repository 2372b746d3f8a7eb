from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "acuerdo.strategies"
    label = "strategies"
    verbose_name = "Strategies"

    def ready(self) -> None:
        from acuerdo.cases.queries import add_timeline_source
        from acuerdo.strategies import receivers
        from acuerdo.strategies.queries.timeline import DECISIONS

        _ = receivers
        add_timeline_source("decisions", DECISIONS)
