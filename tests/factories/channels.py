"""Ways out of the house that a test can look into."""

from hecheng.domains.people.channels import Letter

box: list[Letter] = []


def letterbox(letter: Letter) -> None:
    """Keeps what is posted."""
    box.append(letter)


def out_of_order(letter: Letter) -> None:
    """A provider that does not answer."""
    raise ConnectionError("the gateway does not answer")
