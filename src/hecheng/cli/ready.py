"""What a command that needs Django and the database calls first."""

import os


def ready(role: str = "app") -> None:
    """Have a running database and Django set up for `role` (`app`, or `owner` to change the schema).

    Raises `NotReady` when there is no database to be had.
    """
    os.environ["HECHENG_DB_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hecheng.config.settings")
    from hecheng.runtime import ensure_database  # after the role is set: settings read it when Django loads

    ensure_database()
    import django

    django.setup()
