"""Ways out of the house: a channel is a function of a `Letter` that raises when it could not deliver.

`settings.MESSAGE_CHANNELS` names those in use; the inbox on the page needs none, it is the message itself.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from hecheng.domains.people.contacts import mask_phone

logger = logging.getLogger("hecheng.messages")


class Letter(NamedTuple):
    """One message in the words of its reader, with where they can be reached (either may be empty)."""

    phone: str
    email: str
    title: str
    body: str
    link: str


def console(letter: Letter) -> None:
    """Write to the log, for development and the demo (`HECHENG_LOG=INFO` shows it)."""
    logger.info("→ %s %s: %s %s", mask_phone(letter.phone), letter.title, letter.body, letter.link)
