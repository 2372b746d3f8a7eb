from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "acuerdo.channels"
    label = "channels"
    verbose_name = "Channels"
