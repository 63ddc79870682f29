"""The two switches (language, large print) and the page that shows every component."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hecheng.web.shell import samples

YEAR = 365 * 24 * 3600


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
def style(request: HttpRequest, sheet: str = "components") -> HttpResponse:
    """Every component with believable content: to look at while building, and for pictures."""
    return render(request, f"shell/style/{sheet}.html", samples.context(request))
