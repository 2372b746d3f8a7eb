from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "acuerdo.staff"
    label = "staff"
    verbose_name = "Staff"
