"""The PostgreSQL that Acuerdo brings along, and the folder (`ACUERDO_HOME`) it lives in.

It is used when `DATABASE_URL` is not set. Every process that needs the database holds a shared lock while it runs; the
first one starts the server, the last one to leave stops it. A process that is killed loses its lock with its life, so
nothing has to be cleaned up by hand: the next start takes over a server that is still running, or
recovers one that died.

Knows nothing of Django: the settings import it.
"""

from acuerdo.embedded.home import connection_of, secret_of, socket_folder, url_of
from acuerdo.embedded.server import CannotStartDatabase, Server, State

__all__ = ["CannotStartDatabase", "Server", "State", "connection_of", "secret_of", "socket_folder", "url_of"]
