"""People who work with Acuerdo."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
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
