"""From an address to a connection that is ready to send: greeting, EHLO, TLS, login."""

import asyncio
import base64
import socket
import ssl
from collections.abc import Callable

from acuerdo.channels.providers.smtp.connection import SmtpConnection
from acuerdo.channels.providers.smtp.replies import Reply
from acuerdo.channels.providers.smtp.settings import SmtpSettings


class CannotSignIn(ConnectionError):
    """The server cannot be reached or does not let us in; nothing was sent."""


async def sign_in(settings: SmtpSettings, *, make: Callable[[], SmtpConnection]) -> SmtpConnection:
    """Connect and log in. Raises `CannotSignIn`; takes at most the settings' timeout."""
    try:
        async with asyncio.timeout(settings.timeout):
            return await _sign_in(settings, make)
    except TimeoutError as error:
        raise CannotSignIn(f"{settings.host}:{settings.port} did not answer in {settings.timeout:g} s") from error
    except (OSError, ConnectionError) as error:
        if isinstance(error, CannotSignIn):
            raise
        raise CannotSignIn(f"{settings.host}:{settings.port}: {error}") from error


async def _sign_in(settings: SmtpSettings, make: Callable[[], SmtpConnection]) -> SmtpConnection:
    loop = asyncio.get_running_loop()
    context = settings.tls_context() if settings.tls != "none" else None
    implicit = context if settings.tls == "implicit" else None
    transport, connection = await loop.create_connection(make, settings.host, settings.port, ssl=implicit)
    try:
        _expect(await connection.reply(), "greeting")
        abilities = await _ehlo(connection)
        if settings.tls == "starttls" and context is not None:
            await _start_tls(transport, connection, context, settings.host, abilities)
            abilities = await _ehlo(connection)
        if settings.user:
            await _login(connection, abilities.get("AUTH", ""), settings)
        connection.can_pipeline = "PIPELINING" in abilities
    except BaseException:
        connection.abort("could not sign in")
        transport.abort()
        # The loop may end right after: let it close the socket first.
        await asyncio.sleep(0)
        raise
    return connection


async def _start_tls(
    transport: asyncio.Transport,
    connection: SmtpConnection,
    context: ssl.SSLContext,
    host: str,
    abilities: dict[str, str],
) -> None:
    if "STARTTLS" not in abilities:
        raise CannotSignIn(f"{host} offers no STARTTLS; tls=none would send in the clear")
    _expect(await connection.command("STARTTLS"), "STARTTLS")
    wire = await asyncio.get_running_loop().start_tls(transport, connection, context, server_hostname=host)
    if wire is None:
        raise CannotSignIn(f"{host} closed the connection at STARTTLS")
    connection.swap_wire(wire)


async def _ehlo(connection: SmtpConnection) -> dict[str, str]:
    reply = await connection.command(f"EHLO {socket.gethostname().encode('idna').decode('ascii') or 'localhost'}")
    _expect(reply, "EHLO")
    words = [line.upper().replace("AUTH=", "AUTH ").split(None, 1) for line in reply.lines[1:] if line]
    return {word[0]: word[1] if len(word) > 1 else "" for word in words}


async def _login(connection: SmtpConnection, methods: str, settings: SmtpSettings) -> None:
    if "PLAIN" in methods.split():
        secret = base64.b64encode(f"\0{settings.user}\0{settings.password}".encode()).decode("ascii")
        _expect(await connection.command(f"AUTH PLAIN {secret}"), "AUTH")
        return
    if "LOGIN" not in methods.split():
        raise CannotSignIn(f"{settings.host} offers neither AUTH PLAIN nor AUTH LOGIN")
    await connection.command("AUTH LOGIN")
    for part in (settings.user, settings.password):
        reply = await connection.command(base64.b64encode(part.encode()).decode("ascii"))
    _expect(reply, "AUTH")


def _expect(reply: Reply, step: str) -> None:
    if not 200 <= reply.code < 300:
        raise CannotSignIn(f"{step} was answered with {reply}")
