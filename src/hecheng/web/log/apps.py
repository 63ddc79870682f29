from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "hecheng.web.log"
    label = "web_log"
