"""Which columns are about people: customers, staff, cards. Their cells are shown to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sentinel.headers import normal
from sentinel.models import Sample

_WORDS = (
    # customers, in the languages in which headers are read
    "customers? clients? clientes? kunden? kundin kunden[a-z]+ klanten? klant[a-z]+ guests? member"
    " buyers? comprador acheteur consignor consignante patients?"
    # staff
    " employees? cashiers? clerk staff salespersons? salesman servers? waiters? users? username"
    " operator responsible empleado cajer[oa] vendedor usuario responsable mitarbeiter[a-z]*"
    " kassierer"
    " verkaufer benutzer bediener verantwortlich[a-z]* employe caissiere? vendeur utilisateur"
    " medewerker kassier verkoper gebruiker verantwoordelijke funcionario empregado operador"
    " responsavel atendente"
    # how to reach them, and what identifies them
    " contact contacto contato kontakt ansprechpartner contactpersoon e?mail correo courriel"
    " phone telephone tel telefono telefon[a-z]* telefoon[a-z]* telefone mobile movil celular"
    " whatsapp fax address adresse[a-z]* anschrift direccion domicilio adres endereco morada"
    " zip postcode plz birthday birthdate geburtstag geburtsdatum naissance geboortedatum"
    " nascimento nif dni cpf cnpj rfc ssn iban card cardholder tarjeta kartennummer"
    " kreditkarte kaartnummer cartao"
    # what people write by hand
    " notes? comments? remarks? memo observaciones observacion observacoes observacao notas?"
    " anmerkung(?:en)? bemerkung(?:en)? notiz(?:en)? remarques? commentaires? opmerking(?:en)?"
    " notities"
)
_PRIVATE = re.compile(
    rf"\b(?:{'|'.join(_WORDS.split())}|pan suffix|e mail|counters|sales ?reps?|code postal"
    r"|team members?|last (?:4|four)|signature|birth (?:day|date)|tab name"
    r"|(?:first|last|full|billing|shipping) name"
    r"|(?:[a-z]+ed|sold) by(?! (?:weight|unit|each))"
    r"|(?:contado|creado|vendido|comptee?|cree|saisi|vendu|criado) (?:por|par)"
    r"|(?:gezahlt|erfasst|verkauft|geteld|verkocht|ingevoerd) (?:von|durch|door))\b"
)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"\+\d[\d ().\-]{7,}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}")


@lru_cache(maxsize=4096)
def is_private(header: str) -> bool:
    """Whether a header names people, how they are reached, or what somebody wrote by hand.

    >>> is_private("Nombre del cliente"), is_private("Sold by"), is_private("Item name")
    (True, True, False)
    """
    return _PRIVATE.search(normal(header)) is not None


def holds_private(cells: Iterable[str | None]) -> bool:
    """Whether a cell is the mail address or the phone number of somebody."""
    return any(
        cell is not None and (_MAIL.search(cell) or _PHONE.fullmatch(cell.strip()))
        for cell in cells
    )


def without_people(sample: Sample) -> Sample:
    """The sample without the columns that are about people: these are not even named."""
    kept = [
        (header, cells)
        for header, cells in zip(sample.headers, sample.columns, strict=True)
        if not is_private(header) and not holds_private(cells)
    ]
    return Sample(headers=tuple(h for h, _ in kept), columns=tuple(c for _, c in kept))
