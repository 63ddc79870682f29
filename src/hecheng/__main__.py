"""`python -m hecheng` is `hecheng`."""

from hecheng.cli import main

main()
