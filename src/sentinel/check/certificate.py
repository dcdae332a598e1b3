"""The certificate, and the version of TLS."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from sentinel.check.models import Check
from sentinel.check.visit import Unmet, Visit

_GOOD = ("TLSv1.2", "TLSv1.3")


def _certificate(visit: Visit) -> str:
    found, version = visit.client.certificate()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
    days = (ends - datetime.now(UTC)).days
    said = f"{version}, certificate good for {days} days (until {ends:%Y-%m-%d})"
    if version not in _GOOD or days < visit.wishes.certificate_days:
        raise Unmet(
            said,
            expected=f"TLS 1.2 or later and a certificate good for at least"
            f" {visit.wishes.certificate_days} days",
        )
    return said


CERTIFICATE = Check(
    name="tls",
    expected="TLS 1.2 or later, and a certificate for this name that is trusted and will hold",
    remedy="See that the listener has the certificate of this name and that its renewal is not"
    " waiting for a DNS record. No token is sent before this is right.",
    run=_certificate,
)
