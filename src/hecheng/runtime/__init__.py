"""What the program stands on: the database's processes, the secrets on disk, the supervision of servers and workers.

Knows neither Django nor the business. Everything it makes lies under `var/`.
"""

from hecheng.runtime.addresses import Addresses, database_addresses
from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import root, var_folder
from hecheng.runtime.postgres import ensure_database
from hecheng.runtime.secrets import secret

__all__ = ["Addresses", "NotReady", "database_addresses", "ensure_database", "root", "secret", "var_folder"]
