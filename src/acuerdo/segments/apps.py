from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "acuerdo.segments"
    label = "segments"
    verbose_name = "Segments"

    def ready(self) -> None:
        from acuerdo.segments import facts

        _ = facts
