"""The database's own server: PostgreSQL from a wheel, started under `var/postgres` by whoever needs it first."""

from hecheng.runtime.addresses import Addresses, given_addresses, require_durability
from hecheng.runtime.postgres.cluster import Cluster
from hecheng.runtime.postgres.processes import Postmaster


def ensure_database() -> Addresses:
    """A database that answers and keeps what it acknowledges: the one of `DATABASE_URL`, else our own, started if need be.

    May be called by many processes at once. Raises `NotReady` with the reason when it cannot be had.
    """
    addresses = given_addresses() or Cluster().ensure()
    require_durability(addresses.app_url)
    return addresses


__all__ = ["Cluster", "Postmaster", "ensure_database"]
