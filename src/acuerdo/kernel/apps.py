from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "acuerdo.kernel"
    label = "kernel"
    verbose_name = "Kernel"
