"""Ways out of the house that a test can look into."""

from threading import Event, Lock

from hecheng.domains.people.channels import Letter

box: list[Letter] = []


def letterbox(letter: Letter) -> None:
    """Keeps what is posted."""
    box.append(letter)


def out_of_order(letter: Letter) -> None:
    """A provider that does not answer."""
    raise ConnectionError("the gateway does not answer")


class SlowLetterbox:
    """Holds everybody who posts until `go_on`; says when the first and when a second one stands there."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.box: list[Letter] = []
        self.entered, self.both, self.go_on = Event(), Event(), Event()
        self._lock = Lock()

    def __call__(self, letter: Letter) -> None:
        with self._lock:
            self.box.append(letter)
            (self.both if len(self.box) > 1 else self.entered).set()
        assert self.go_on.wait(20)


slow = SlowLetterbox()
