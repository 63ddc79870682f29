"""The switches (language, large print), what choosing an area needs, and the page that shows every component."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from hecheng.domains.areas.queries import area_or_refuse, children
from hecheng.web.shell import samples

DAY = 24 * 3600
YEAR = 365 * DAY


@require_POST
def large_print(request: HttpRequest) -> HttpResponse:
    """Remember the size of print in a cookie and go back to where the reader was."""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    answer = HttpResponseRedirect(onward)
    if request.POST.get("size") == "large":
        answer.set_cookie("print", "large", max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("print", samesite="Lax")
    return answer


@require_GET
@cache_control(private=True, max_age=DAY)
def areas_below(request: HttpRequest, code: str) -> JsonResponse:
    """`[{"code", "name"}]` of the divisions directly inside an area, for the fields in which one chooses where.

    The address carries the language, so that a kept answer is not in another one."""
    rows = children(area_or_refuse(code).code)
    return JsonResponse({"areas": [{"code": row.code, "name": row.label} for row in rows]})


@require_GET
def style(request: HttpRequest, sheet: str = "components") -> HttpResponse:
    """Every component with believable content: to look at while building, and for pictures."""
    return render(request, f"shell/style/{sheet}.html", samples.context(request))
