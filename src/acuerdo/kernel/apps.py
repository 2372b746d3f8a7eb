from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "acuerdo.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from acuerdo.kernel.frames import register_quick_lists

        register_quick_lists()
