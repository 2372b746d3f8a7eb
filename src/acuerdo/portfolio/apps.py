from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "acuerdo.portfolio"
    label = "portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from acuerdo.portfolio import facts
        from acuerdo.portfolio.importing.kinds import register_runner
        from acuerdo.portfolio.operations import run_import

        _ = facts
        register_runner("debts", run_import)
