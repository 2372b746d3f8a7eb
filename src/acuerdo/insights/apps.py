from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "acuerdo.insights"
    label = "insights"
    verbose_name = "Insights"
