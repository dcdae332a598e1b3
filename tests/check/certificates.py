"""A certificate authority of the tests, and certificates by it: good, expired, for another name."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import field, frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@frozen
class Authority:
    """Trusted by whoever has its file in SSL_CERT_FILE."""

    folder: Path
    _own: ec.EllipticCurvePrivateKey = field(factory=_key, init=False)

    def __attrs_post_init__(self) -> None:
        now = datetime.now(UTC)
        builder = self._builder("tests", now - timedelta(days=400), now + timedelta(days=400))
        own = (
            builder.public_key(self._own.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(
                x509.KeyUsage(True, False, False, False, False, True, True, False, False),
                critical=True,
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self._own.public_key()), critical=False
            )
            .sign(self._own, hashes.SHA256())
        )
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def context(self, *, days: float = 90, name: str = "localhost") -> ssl.SSLContext:
        """Of a server with a certificate that is good for so many days from now."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issued(days=days, name=name))
        return context

    def issued(self, *, days: float = 90, name: str = "localhost") -> Path:
        """A file with such a certificate and its key."""
        key, now = _key(), datetime.now(UTC)
        start = min(now, now + timedelta(days=days)) - timedelta(days=30)
        loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "localhost":
            names.append(loopback)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._own.public_key())
        made = (
            self._builder(name, start, now + timedelta(days=days))
            .public_key(key.public_key())
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(authority, critical=False)
            .sign(self._own, hashes.SHA256())
        )
        file = self.folder / f"server-{made.serial_number}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        return file

    def _builder(self, name: str, start: datetime, end: datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("tests"))
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
        )
