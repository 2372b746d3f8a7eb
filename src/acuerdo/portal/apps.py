from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "acuerdo.portal"
    label = "portal"
    verbose_name = "Portal"
