from django.apps import AppConfig


class TimebankConfig(AppConfig):
    name = "hecheng.domains.timebank"
    label = "timebank"
