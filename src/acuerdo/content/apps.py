from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "acuerdo.content"
    label = "content"
    verbose_name = "Content"
