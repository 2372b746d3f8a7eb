from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "acuerdo.cli"
    label = "cli"
    verbose_name = "Command line"
