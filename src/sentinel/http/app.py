"""The application: all routes on one page. How a resource is written: see `operations.py`."""

from __future__ import annotations

from typing import Any, TypeAlias

import falcon
from falcon.media import MultipartFormHandler

from sentinel.http import errors, reading
from sentinel.http.analyze import Analyze
from sentinel.http.coop import Coop
from sentinel.http.delegate import Delegate
from sentinel.http.diagnostic import Answer, Question, Report, Start, Summary
from sentinel.http.digest import Digest, StoreDigest
from sentinel.http.explain import Explain
from sentinel.http.health import Health
from sentinel.http.middleware import Authentication, Cors, Tracking
from sentinel.http.openapi import OpenApi
from sentinel.http.parts import Parts
from sentinel.http.presign import FORM_PATH, Presign
from sentinel.http.primitives import Primitives
from sentinel.http.suggest_mapping import SuggestMapping
from sentinel.http.supported_pos import SupportedPos
from sentinel.http.tasks import Task, Tasks
from sentinel.http.tokens import open_verifier
from sentinel.http.upload_form import UploadForm
from sentinel.http.vendor_call import VendorCall
from sentinel.http.why import Why

Application: TypeAlias = "falcon.App[falcon.Request, falcon.Response]"

ROUTES: tuple[tuple[str, Any], ...] = (
    ("/uploads/presign", Presign),
    ("/uploads/suggest-mapping", SuggestMapping),
    ("/analysis/analyze", Analyze),
    ("/analysis/primitives", Primitives),
    ("/analysis/supported-pos", SupportedPos),
    ("/api/v1/digest", Digest),
    ("/api/v1/digest/{store_id}", StoreDigest),
    ("/api/v1/explain/{issue_id}", Explain),
    ("/api/v1/explain/{issue_id}/why", Why),
    ("/api/v1/vendor-call/{issue_id}", VendorCall),
    ("/api/v1/coop/{store_id}", Coop),
    ("/api/v1/delegate", Delegate),
    ("/api/v1/tasks", Tasks),
    ("/api/v1/tasks/{task_id}", Task),
    ("/api/v1/diagnostic/start", Start),
    ("/api/v1/diagnostic/{session_id}/question", Question),
    ("/api/v1/diagnostic/{session_id}/answer", Answer),
    ("/api/v1/diagnostic/{session_id}/summary", Summary),
    ("/api/v1/diagnostic/{session_id}/report", Report),
    ("/health", Health),
)
"""Address and resource; each resource is made from the parts."""


def create_app(parts: Parts) -> Application:
    """The WSGI application over these parts."""
    settings = parts.settings
    passed: list[Any] = [
        Tracking(parts),
        Cors(frozenset(settings.cors_origins)),
        Authentication(open_verifier(settings)),
    ]
    app: Application = falcon.App(middleware=passed)
    forms = MultipartFormHandler()
    forms.parse_options.max_body_part_buffer_size = reading.PART_BYTES
    app.req_options.media_handlers[falcon.MEDIA_MULTIPART] = forms
    app.add_error_handler((falcon.HTTPError, Exception), errors.handle)
    for path, resource in ROUTES:
        # the name of a store may hold slashes, and WSGI has unescaped them already
        app.add_route(path.replace("{store_id}", "{store_id:path}"), resource(parts))
    app.add_route(FORM_PATH, UploadForm(parts))
    app.add_route("/openapi.json", OpenApi(ROUTES))
    return app
