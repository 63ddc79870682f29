"""Signing in from an app: allauth's own operation, but a telephone number is read as people type it, as on the pages."""

from allauth.headless.account.inputs import LoginInput
from allauth.headless.account.views import LoginView
from allauth.headless.constants import Client
from django.urls import path

from hecheng.domains.people.sign_in import PhoneField


class LooseLogin(LoginInput):
    """`138 0013 8000` and full-width digits will do; allauth alone wants `+86…`."""

    phone = PhoneField(required=False)


urlpatterns = [
    path(f"{client.value}/v1/auth/login", LoginView.as_api_view(client=client, input_class=LooseLogin))
    for client in (Client.APP, Client.BROWSER)
]
