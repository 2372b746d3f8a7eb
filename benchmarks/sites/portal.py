"""The product's site with one more address: the queries of the portal's first page, and nothing printed."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from acuerdo.cli.children import stop_when_orphaned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.settings")
application = get_wsgi_application()
settings.ROOT_URLCONF = "benchmarks.sites.portal_urls"
stop_when_orphaned()
