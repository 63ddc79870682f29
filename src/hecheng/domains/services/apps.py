from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "hecheng.domains.services"
    label = "services"
