from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hecheng.domains.files"
    label = "files"
