"""`@action`: one verb, one transaction; a broken constraint speaks as its refusal."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, transaction

from hecheng.kernel.errors import Conflict, refusal_of_constraint

P = ParamSpec("P")
R = TypeVar("R")


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction (a savepoint inside another action).

    Raises the `Refusal` declared by `errors.on_constraint` when a named constraint is broken, including deferred ones,
    which the outermost action checks at its commit.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except IntegrityError as broken:
            refused = refusal_of_constraint(constraint_of(broken))
            if refused is None:
                raise
            raise refused from broken

    return run


def constraint_of(broken: DatabaseError) -> str | None:
    """The name of the constraint that PostgreSQL says was broken."""
    diag = getattr(broken.__cause__, "diag", None)
    return diag.constraint_name if diag is not None else None


def refuse_if_stale(row_version: int, seen_version: int | None, conflict: Conflict) -> None:
    """Optimistic lock for pages: the version somebody looked at must still be the row's."""
    if seen_version is not None and seen_version != row_version:
        raise conflict
