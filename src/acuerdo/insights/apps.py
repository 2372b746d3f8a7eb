from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "acuerdo.insights"
    label = "insights"
    verbose_name = "Insights"

    def ready(self) -> None:
        from acuerdo.insights import receivers  # noqa: F401
