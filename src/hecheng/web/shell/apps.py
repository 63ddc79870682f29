"""The shell: base pages, navigation, components."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "hecheng.web.shell"
    label = "web_shell"
