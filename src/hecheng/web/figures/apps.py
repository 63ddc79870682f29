from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "hecheng.web.figures"
    label = "web_figures"
