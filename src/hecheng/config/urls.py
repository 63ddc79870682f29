"""Root URLs: each room brings its own."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from hecheng.config.health import healthz

#: what Django calls for a fault that nothing else caught
handler500 = "hecheng.config.health.fault"

#: (prefix, module): a room that is not built yet is left out
ROOMS = [
    ("", "hecheng.web.shell.urls"),
    ("", "hecheng.web.public.urls"),
    ("desk/", "hecheng.web.desk.urls"),
    ("figures/", "hecheng.web.figures.urls"),
    ("log/", "hecheng.web.log.urls"),
    ("files/", "hecheng.web.shell.file_urls"),
    ("api/", "hecheng.api.urls"),
]


def _present(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("hecheng.api.signing_in")),
    path("_allauth/", include("allauth.headless.urls")),
    *[path(prefix, include(module)) for prefix, module in ROOMS if _present(module)],
]
