"""What all tests share: the database, fast passwords, the folder of real data."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings

from tests import database

# Following every line nearly doubles the time of a test: only the tests beside rules and operations pay it, and not
# those that draw their examples, of whom a line that only a random one reaches would come and go.
NOT_FOLLOWED = {"architecture", "cli", "console", "crash", "e2e", "embedded", "scenarios", "simulation", "tools"}
# Marks of tests that take seconds each.
SLOW = {"crash", "e2e"}
HERE = Path(__file__).parent
DATA = database.ROOT.parent / "shared" / "data"

# No example is too slow: a busy machine is no fault of the code.
hypothesis_settings.register_profile("acuerdo", deadline=None, max_examples=50)
hypothesis_settings.load_profile("acuerdo")


def pytest_configure(config: pytest.Config) -> None:
    # Slow hashing is the point of passwords and no point of our tests.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # Tests of the second factor switch it on; the others need not set one up for each of their people.
    django_settings.ACUERDO_REQUIRE_SECOND_FACTOR = False
    django_settings.ALLOWED_HOSTS = ["*"]
    # Static files are looked for when they are asked for: every new client would first look through all of them.
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: whoever is done first helps with the rest, and nobody waits at the end."""
    items.sort(key=lambda item: not SLOW & {mark.name for mark in item.iter_markers()})


def pytest_collection_finish() -> None:
    # What is loaded now stays: looked through again and again for garbage, it would cost a sixth of the time.
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    coverage = item.config.pluginmanager.getplugin("_cov")
    follower = coverage and coverage.cov_controller
    folder = item.path.relative_to(HERE).parts[0]
    is_drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    if follower is None or not (is_drawn or folder in NOT_FOLLOWED):
        return (yield)
    follower.pause()
    try:
        return (yield)
    finally:
        follower.resume()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef[None]) -> Iterator[None]:
    """Stand in for pytest-django's own: a copy of a template instead of running all migrations each time."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with ExitStack() as until_the_end:
        # Open while it is made, and closed again: only what a test asks for is undone after it.
        with django_db_blocker.unblock():
            database.point_django_to(until_the_end.enter_context(database.fresh_database(worker)))
        # Emptying it after a test would each time fill in the rights of Django's admin, which nobody here uses.
        post_migrate.receivers.clear()
        yield


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The address of this test's database, for processes started by the test. Truncates tables afterwards."""
    return database.url_of(database.HOME, database=str(django_settings.DATABASES["default"]["NAME"]))


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder that an embedded server may use.

    Not `tmp_path`: another run of pytest closes that one to the server's user, who is not root.
    """
    folder = Path(tempfile.mkdtemp(prefix="acuerdo-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_folder() -> Path:
    """Real data laid beside the project. Tests that need it do not run where it is absent."""
    if not DATA.is_dir():
        pytest.skip("The folder of real data (shared/data beside the project) is not here.")
    return DATA
