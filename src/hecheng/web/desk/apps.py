from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hecheng.web.desk"
    label = "web_desk"
