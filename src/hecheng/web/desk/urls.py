"""Addresses of the desk."""

from django.urls import path

from hecheng.web.desk.views import home, needs, phoning

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("needs/", needs.index, name="needs"),
    path("needs/new/", phoning.new_need, name="new_need"),
    path("needs/<uuid:pk>/", needs.need_page, name="need"),
    path("needs/<uuid:pk>/route/", needs.route, name="route"),
    path("needs/<uuid:pk>/cancel/", needs.cancel, name="cancel_need"),
    path("needs/<uuid:pk>/contact/", needs.contact, name="contact"),
]
