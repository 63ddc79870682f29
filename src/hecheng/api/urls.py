"""Addresses of the interface; what is not there is said in its own shape too."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from hecheng.api.v1 import made
from hecheng.kernel.errors import Missing

v1 = made()


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that no operation answers at."""
    return v1.refuse(request, Missing())


urlpatterns = [path("v1/", v1.urls), re_path(r"^.*$", nowhere)]
