"""The last app to load: finds what each domain announces."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HechengConfig(AppConfig):
    name = "hecheng.config"
    label = "config"

    def ready(self) -> None:
        autodiscover_modules("indicators", "awaiting", "personal", "refusals")
