"""What was answered to calls that may come twice."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a call, by the token and the idempotency key it came with; the same call again gets it again."""

    token = models.ForeignKey("staff.ApiToken", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    # Of address and body, to notice a key that is used for something else.
    digest = models.CharField(max_length=64)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]

    def __str__(self) -> str:
        return f"answer to call {self.key} of token {self.token_id}"
