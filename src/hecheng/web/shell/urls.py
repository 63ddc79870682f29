"""Addresses of the shell itself."""

from django.urls import path
from django.views.i18n import set_language

from hecheng.web.shell import views

app_name = "shell"
urlpatterns = [
    path("language/", set_language, name="language"),
    path("print/", views.large_print, name="print"),
    path("areas/<str:code>/below/", views.areas_below, name="areas_below"),
    path("style/", views.style, name="style"),
    path("style/phone/", views.style, {"sheet": "phone"}, name="style_phone"),
    path("style/desk/", views.style, {"sheet": "desk"}, name="style_desk"),
]
