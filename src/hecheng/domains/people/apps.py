from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hecheng.domains.people"
    label = "people"
