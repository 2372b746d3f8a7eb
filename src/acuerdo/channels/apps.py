from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "acuerdo.channels"
    label = "channels"
    verbose_name = "Channels"

    def ready(self) -> None:
        from acuerdo.channels import facts

        _ = facts
