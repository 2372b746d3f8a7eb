from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "acuerdo.console"
    label = "console"
    verbose_name = "Console"
