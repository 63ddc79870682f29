"""Work that is put off is known by a name; the queue would take any, so each is looked up here."""

import ast

from procrastinate.contrib.django import app

from .source import calls, modules


def deferred() -> dict[str, str]:
    """Place in the source → the name that is deferred there."""
    return {
        module.place(call): ast.unparse(call.args[0])
        for module in modules("src/hecheng")
        for call in calls(module)
        if ast.unparse(call.func) in ("defer", "jobs.defer")  # not a queryset's own defer
    }


def test_every_job_that_is_put_off_is_there() -> None:
    app.perform_import_paths()
    names = deferred()
    assert names, "the journey puts work off; if the way of doing so has changed, this check must follow"
    known = {repr(name) for name in app.tasks}
    assert {place: name for place, name in names.items() if name not in known} == {}
