"""Where the web server would listen, tried on real sockets."""

from __future__ import annotations

import socket

import pytest

from acuerdo.cli.command import WrongInput
from acuerdo.cli.listening import address_of, free_place, is_taken, place_of
from tests.cli.test_wrong_input import run


@pytest.fixture
def taken():
    """A port of this machine on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_place_is_that_of_the_base_address_if_it_is_this_machine(settings):
    settings.ACUERDO_BASE_URL = "http://localhost:8123"
    assert place_of(host=None, port=None) == ("127.0.0.1", 8123)
    settings.ACUERDO_BASE_URL = "https://acuerdo.example:8443"
    assert place_of(host=None, port=None) == ("127.0.0.1", 8000)
    assert place_of(host="10.0.0.7", port=81) == ("10.0.0.7", 81)


def test_free_port_is_taken_as_asked_and_a_taken_one_refused_with_the_remedy(taken):
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = other.getsockname()[1]
    assert free_place(host="localhost", port=free) == ("localhost", free)
    assert is_taken(host="127.0.0.1", port=taken)
    with pytest.raises(WrongInput, match=f"Port {taken} of 127.0.0.1 is taken by another program. Use --port"):
        free_place(host="127.0.0.1", port=taken)


def test_address_of_another_machine_is_not_called_taken():
    with pytest.raises(WrongInput, match=r"'192\.0\.2\.1' is no address of this machine"):
        free_place(host="192.0.2.1", port=8000)
    assert not is_taken(host="192.0.2.1", port=8000)


def test_port_that_only_root_may_use_is_named(monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(WrongInput, match=r"may not listen on port 80\. Use --port with a number from 1024 on"):
        free_place(host="127.0.0.1", port=80)


def test_addresses_are_written_as_a_browser_reads_them():
    assert address_of(host="127.0.0.1", port=8000) == "http://127.0.0.1:8000"
    assert address_of(host="::1", port=8000) == "http://[::1]:8000"


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["run", "demo", "web"])
def test_taken_port_is_told_before_anything_is_done(capsys, taken, command):
    assert run(f"{command} --host 127.0.0.1 --port {taken}") == 2
    assert "is taken by another program" in capsys.readouterr().err
