"""What the ground says when it cannot carry the program."""


class NotReady(Exception):  # noqa: N818  # it says what is missing, not that we failed
    """Something outside the program must change first; the message is one sentence a person can act on."""

    @property
    def sentence(self) -> str:
        return str(self)
