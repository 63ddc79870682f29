"""What import-linter cannot see: relations between rows go down the order of the domains, as imports do."""

from configparser import ConfigParser

from django.apps import apps

from .source import ROOT


def ranks() -> dict[str, int]:
    """Domain → height, from the order that import-linter keeps; domains beside each other have the same."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:domains"]["layers"].split("\n")
    layers = [layer for layer in layers if layer.strip()]
    return {name.strip(" ()"): len(layers) - height for height, layer in enumerate(layers) for name in layer.split("|")}


def domain(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["hecheng", "domains"] else None


def test_relations_between_rows_follow_the_order_of_the_domains() -> None:
    order = ranks()
    upward = []
    for model in apps.get_models():
        here = domain(model.__module__)
        for field in model._meta.get_fields(include_hidden=True):
            if not here or not field.is_relation or field.auto_created or not isinstance(field.related_model, type):
                continue
            there = domain(field.related_model.__module__)
            if there and there != here and order[there] >= order[here]:
                upward.append(f"{model.__name__}.{field.name}: {here} → {there}")
    assert upward == []


def test_rows_of_the_business_belong_to_domains() -> None:
    """The kernel has abstract rows only; pages, API, jobs and the demo keep nothing."""
    strays = [
        model.__module__
        for model in apps.get_models()
        if model.__module__.startswith("hecheng.") and not domain(model.__module__)
    ]
    assert strays == []
