"""How often one may: asking for help, and guessing at codes. Signing in has allauth's own limits."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from ninja.throttling import SimpleRateThrottle


class Limit(SimpleRateThrottle):
    """So many requests (`rate`: number/period) of a kind by one person, or by one address where nobody is signed in."""

    def __init__(self, kind: str, rate: str) -> None:
        super().__init__(rate)
        self.kind = kind

    def get_cache_key(self, request: Any) -> str:
        """Proxies are trusted as for signing in."""
        who = request.actor.person_id or get_adapter().get_client_ip(request)
        return f"api:{self.kind}:{who}"


#: a clerk enters needs for others, so this only stops a machine
PLACING = "60/h"
#: six digits, of which two are good at a time: a hundred years of guessing at this rate
CODES = "20/m"
#: a bundle reads much of the log
BUNDLES = "12/h"
