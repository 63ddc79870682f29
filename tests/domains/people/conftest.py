"""Everything here happens on the little ground of `tests.factories.actors`."""

import pytest


@pytest.fixture
def ground_laid(db: None) -> None:
    from tests.factories.actors import lay_ground  # the root conftest starts Django only after this file is read

    lay_ground()
