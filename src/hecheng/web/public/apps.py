from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "hecheng.web.public"
    label = "web_public"
