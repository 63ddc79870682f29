from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "hecheng.domains.indicators"
    label = "indicators"
