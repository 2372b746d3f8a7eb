"""People and systems that work with Acuerdo."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from acuerdo.staff.enums import Role, Theme


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # Django's own contract
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, role=Role.ADMIN, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff; signs in with e-mail, password and a second factor. The role decides what they may do."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("es", "Español"), ("en", "English")],
        default="es",
    )
    theme = models.CharField(_("appearance"), max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    # Empty: the installation's (settings.TIME_ZONE).
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, default="")
    single_key_shortcuts = models.BooleanField(_("single-letter shortcuts"), default=True)
    sees_all_creditors = models.BooleanField(_("sees all creditors"), default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email


class ApiToken(models.Model):
    """Another system that may call us, for some creditors and some acts, until a day. Only a digest is kept."""

    name = models.CharField(max_length=80)
    # The first signs of the secret, to tell which one it is.
    hint = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    # Keys of the portfolio's creditors, which we do not know down here.
    creditor_ids = ArrayField(models.BigIntegerField())
    permissions = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    # Calls counted in the minute of the clock that `minute_at` begins.
    minute_at = models.DateTimeField(null=True)
    minute_calls = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
