from django.apps import AppConfig


class NotaryConfig(AppConfig):
    name = "hecheng.domains.notary"
    label = "notary"
