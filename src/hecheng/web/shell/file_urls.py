"""`/files/<token>`: stored files by their expiring links."""

from django.urls import path

from hecheng.web.shell.file_views import stored_file

urlpatterns = [path("<str:token>", stored_file, name="stored_file")]
