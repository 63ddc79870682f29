"""Addresses of the log."""

from django.urls import path

from hecheng.web.log import views

app_name = "log"
urlpatterns = [
    path("", views.index, name="index"),
    path("bundle.zip", views.bundle, name="bundle"),
    path("of/<uuid:record>/", views.receipts_of, name="receipts"),
]
