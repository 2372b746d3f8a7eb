from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "acuerdo.strategies"
    label = "strategies"
    verbose_name = "Strategies"
