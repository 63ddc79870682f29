"""Making an account from where one was: what is known already is filled in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from allauth.core import context

from hecheng.domains.areas.models import Level
from hecheng.kernel.scope import level_of
from hecheng.web.public import asking
from hecheng.web.shell.home import home_area


class SignUpForm(SignupForm):
    """The area that the reader looks at, and what they typed while asking for help, stand in the form at first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        request = context.request
        if request is not None:
            walk = asking.kept(request)
            said = walk.data if walk else {}
            area = said.get("area") or home_area(request)
            known = {"phone": said.get("phone", ""), "area": area if level_of(area) >= Level.COUNTY else ""}
            kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
