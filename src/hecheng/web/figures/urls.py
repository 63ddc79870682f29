"""Addresses of the figures."""

from django.urls import path

from hecheng.web.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.opened, name="opened"),
    path("<str:code>/export.<str:form>", views.export, name="export"),
]
