"""Row ids: UUIDv7 minted by the application, so offline phones and other cities mint them too."""

import uuid

import uuid_utils

from hecheng.kernel import clock


def uuid7() -> uuid.UUID:
    """A time-ordered id that follows `clock.now()`: played history sorts as history."""
    moment = clock.now()
    nanoseconds = int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
    return uuid.UUID(bytes=uuid_utils.uuid7(nanoseconds=nanoseconds).bytes)
