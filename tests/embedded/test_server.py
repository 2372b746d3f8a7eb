"""The embedded database: shared, recovered, stopped by the last."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from acuerdo.embedded import CannotStartDatabase, Server, url_of
from acuerdo.embedded.home import connection_of, secret_of, socket_folder

HOLD = """
import sys, time
from pathlib import Path
from acuerdo.embedded import Server
Server(Path(sys.argv[1]), is_durable=False).join()
print("joined", flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(short_folder):
    yield short_folder / "home"
    server = Server(short_folder / "home", is_durable=False)
    pid = server.state().pid
    if pid:
        os.kill(pid, signal.SIGKILL)


def start_user(home):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "joined\n"
    return process


def kill_hard(pid):
    process = psutil.Process(pid)
    process.kill()
    deadline = time.monotonic() + 10
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        pass


def test_last_user_stops_the_server(home):
    first, second = Server(home, is_durable=False), Server(home, is_durable=False)
    first.join()
    second.join()

    first.leave()
    running_for_second = second.state().is_running
    second.leave()

    assert running_for_second
    assert not second.state().is_running
    assert not (home / "pg" / "postmaster.pid").exists()


def test_killed_user_does_not_keep_the_server_up(home):
    user = start_user(home)
    server = Server(home, is_durable=False)
    server.join()

    user.kill()
    user.communicate()
    server.leave()

    assert not server.state().is_running


def test_start_takes_over_a_server_whose_user_was_killed(home):
    user = start_user(home)
    user.kill()
    user.communicate()
    before = Server(home, is_durable=False).state()

    with Server(home, is_durable=False) as server:
        assert before.is_running
        assert server.state().pid == before.pid


def test_start_recovers_data_after_the_server_was_killed(home):
    server = Server(home)
    server.join()
    with psycopg.connect(url_of(home)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    kill_hard(server.state().pid)
    assert (home / "pg" / "postmaster.pid").exists()

    with Server(home), psycopg.connect(url_of(home)) as connection:
        rows = connection.execute("SELECT id FROM kept").fetchall()

    assert rows == [(7,)]


def test_pid_file_that_names_another_program_does_not_stop_the_start(home):
    with Server(home, is_durable=False):
        pass
    (home / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}/pg\n0\n5432\n\n\n  0  0\nready\n")

    with Server(home, is_durable=False) as server:
        assert server.state().is_running


def test_interrupted_making_leaves_nothing_in_the_way(home):
    (home / "pg.new").mkdir(parents=True)
    (home / "pg.new" / "PG_VERSION").write_text("18\n")

    with Server(home, is_durable=False) as server:
        assert server.state().version == "18"


def test_folder_of_another_version_is_refused_with_the_remedy(home):
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "PG_VERSION").write_text("16\n")

    with pytest.raises(CannotStartDatabase, match="made by PostgreSQL 16, this is 18"):
        Server(home).join()


def test_secret_is_made_once_and_private(home):
    first = secret_of(home)

    assert secret_of(home) == first
    assert len(first) >= 48
    assert (home / "secret").stat().st_mode & 0o777 == 0o600


def test_socket_moves_when_the_path_is_too_long(home):
    deep = home.joinpath(*["folder-with-a-long-name"] * 6)

    assert socket_folder(home.parent.parent / "h").name == "socket"
    assert socket_folder(deep).name.startswith("acuerdo-")
    assert connection_of(deep)["HOST"] == str(socket_folder(deep))
