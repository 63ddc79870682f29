"""What a new server is given: two roles, one database, two extensions, and rights that later tables inherit."""

import psycopg
from psycopg import sql

from hecheng.runtime.addresses import APP, OWNER, SUPERUSER, local_url
from hecheng.runtime.secrets import password

EXTENSIONS = ("pg_trgm", "btree_gist")
ROLE = "ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"


def provision(cluster: str, port: int, database: str) -> None:
    """Bring the running server of `cluster` to the state the program expects; done again, it changes nothing."""
    with psycopg.connect(local_url(cluster, SUPERUSER, port, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            statement = sql.SQL(("ALTER " if known else "CREATE ") + ROLE + " PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), password(f"{cluster}-{role}")))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(_database(database))
    with psycopg.connect(local_url(cluster, SUPERUSER, port, database), autocommit=True) as connection:
        for right in _rights(database):
            connection.execute(right)


def script(database: str) -> str:
    """The same for a server that somebody else runs: for psql, as superuser; passwords are set there afterwards."""
    roles = [sql.SQL("CREATE " + ROLE).format(sql.Identifier(role)) for role in (OWNER, APP)]
    lines = [statement.as_string() + ";" for statement in (*roles, _database(database))]
    lines.append(f"\\connect {database}")
    lines += [statement.as_string() + ";" for statement in _rights(database)]
    lines += [f"\\password {role}" for role in (OWNER, APP)]
    return "\n".join(lines)


def _database(name: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
        sql.Identifier(name), sql.Identifier(OWNER)
    )


def _rights(database: str) -> list[sql.Composed]:
    names = {"owner": sql.Identifier(OWNER), "app": sql.Identifier(APP), "database": sql.Identifier(database)}
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
    return [sql.SQL(text).format(**names) for text in templates]
