from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "acuerdo.portfolio"
    label = "portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from acuerdo.portfolio import facts  # noqa: F401 -- declares our facts
