"""What a new cluster is given: two roles, one database, two extensions, and rights that later tables inherit."""

import psycopg
from psycopg import sql

from hecheng.runtime.addresses import APP, OWNER, SUPERUSER, local_url
from hecheng.runtime.secrets import password

EXTENSIONS = ("pg_trgm", "btree_gist")


def provision(cluster: str, port: int, database: str) -> None:
    """Bring the running server of `cluster` to the state the program expects; done again, it changes nothing."""
    with psycopg.connect(local_url(cluster, SUPERUSER, port, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            _keep_role(connection, role, password(f"{cluster}-{role}"))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
            connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    with psycopg.connect(local_url(cluster, SUPERUSER, port, database), autocommit=True) as connection:
        for right in _rights(sql.Identifier(database)):
            connection.execute(right)


def _keep_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
            verb, sql.Identifier(role), sql.Literal(password)
        )
    )


def _rights(database: sql.Identifier) -> list[sql.Composed]:
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    templates = [
        *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS),
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}",  # temporary: bulk imports stage their rows
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {app}",
    ]
    return [sql.SQL(text).format(owner=owner, app=app, database=database) for text in templates]
