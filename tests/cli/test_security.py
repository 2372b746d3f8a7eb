"""Headers of every answer, and what the log leaves out."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpRequest, HttpResponse

from acuerdo.security import CONTENT_SECURITY_POLICY, NoPersonalData, SecurityHeaders, without_personal_data


def test_answers_carry_the_strict_policy():
    response = SecurityHeaders(lambda _: HttpResponse())(HttpRequest())

    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_view_may_bring_its_own_policy():
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    response = SecurityHeaders(lambda _: own)(HttpRequest())

    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Not Found: /p/3xKq9/pay", "Not Found: /p/…/pay"),
        ("GET /t/o/abc.gif?x=1", "GET /t/o/…?x=1"),
        ("carla.owes+1@example.es bounced", "…@… bounced"),
        ("called +34 612 345 678 twice", "called … twice"),
        ("batch of 12000 in 3.2 s", "batch of 12000 in 3.2 s"),
        ("2026-11-21 22:06:29", "2026-11-21 22:06:29"),
    ],
)
def test_personal_data_stay_out_of_the_log(text, clean):
    assert without_personal_data(text) == clean


def test_filter_cleans_arguments_and_errors():
    error = ValueError("no such person: dan@example.es")
    record = logging.LogRecord("x", 40, "f", 1, "mail to %s", ("ana@example.es",), (ValueError, error, None))

    NoPersonalData().filter(record)

    assert record.getMessage() == "mail to …@…"
    assert record.exc_text == "ValueError: no such person: …@…"
