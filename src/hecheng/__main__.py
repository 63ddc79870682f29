"""`python -m hecheng` is the command `hecheng`."""

from hecheng.cli import main

main()
