from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "acuerdo.portfolio"
    label = "portfolio"
    verbose_name = "Portfolio"
