"""What a FastAPI application would do at the least to send the same bytes from the same database.

It looks at the token, asks the database the one question on which the answer depends, and sends
bytes that it was given ready made: nothing is computed, and nothing is read from blobs. CORS, a
request number and one line of log per request are its duty too.

Each read is there twice: as FastAPI's documentation writes it for a database without `await`
(`def`, in its pool of threads), and below `/async` with the same question asked in the event loop,
which is faster as long as the database is.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import create_engine, select

from sentinel.settings import ORIGINS
from sentinel.storage.tables import analyses, issues, tasks

ANSWERS = {path.name: path.read_bytes() for path in Path(os.environ["PEER_ANSWERS"]).iterdir()}
SECRET = os.environ["SENTINEL_JWT_SECRET"]
engine = create_engine(os.environ["PEER_DATABASE"])
bearer = HTTPBearer()
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(bearer)]


class Numbered:
    """Gives each answer a number, as the server does."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        number = uuid4().hex.encode()

        async def numbered(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-request-id", number))
            await send(message)

        await self.app(scope, receive, numbered)


app = FastAPI()
app.add_middleware(Numbered)
app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)


def tenant_of(given: Credentials) -> str:
    """Whose token it is."""
    try:
        options: Any = {"require": ["exp", "aud"]}
        found = jwt.decode(
            given.credentials, SECRET, ["HS256"], audience="authenticated", options=options
        )
    except jwt.PyJWTError:
        raise HTTPException(401) from None
    return str(found["sub"])


async def tenant_in_loop(given: Credentials) -> str:
    """The same without a thread."""
    return tenant_of(given)


Tenant = Annotated[str, Depends(tenant_of)]
TenantInLoop = Annotated[str, Depends(tenant_in_loop)]


def sent(name: str) -> Response:
    """The answer of that name; 404 where there is none."""
    if name not in ANSWERS:
        raise HTTPException(404)
    return Response(ANSWERS[name], media_type="application/json")


def first(query: Any) -> Any:
    """The first cell that it finds."""
    with engine.connect() as connection:
        return connection.execute(query.limit(1)).scalar()


def digest_of(tenant: str, store_id: str) -> Response:
    """Of the current analysis."""
    query = select(analyses.c.analysis_id).where(analyses.c.tenant == tenant)
    current = first(query.order_by(analyses.c.seq.desc()))
    return sent(f"digest-{store_id}-{current}")


def explanation_of(tenant: str, issue_id: str) -> Response:
    """Of the latest analysis that has the issue."""
    query = (
        select(issues.c.analysis_id)
        .join(analyses, analyses.c.analysis_id == issues.c.analysis_id)
        .where(issues.c.tenant == tenant, issues.c.issue_id == issue_id)
    )
    latest = first(query.order_by(analyses.c.seq.desc()))
    return sent(f"explain-{issue_id}-{latest}")


def tasks_of(tenant: str) -> Response:
    """As they stand."""
    query = select(tasks.c.task_id, tasks.c.version).where(tasks.c.tenant == tenant)
    with engine.connect() as connection:
        found = connection.execute(query.order_by(tasks.c.seq)).all()
    return sent(f"tasks-{len(found)}-{sum(row.version for row in found)}")


@app.get("/analysis/primitives")
def primitives() -> Response:
    """The same for everybody."""
    return sent("primitives")


@app.get("/async/analysis/primitives")
async def primitives_in_loop() -> Response:
    """The same for everybody."""
    return sent("primitives")


@app.get("/api/v1/digest/{store_id}")
def digest(tenant: Tenant, store_id: str) -> Response:
    """See `digest_of`."""
    return digest_of(tenant, store_id)


@app.get("/async/api/v1/digest/{store_id}")
async def digest_in_loop(tenant: TenantInLoop, store_id: str) -> Response:
    """See `digest_of`."""
    return digest_of(tenant, store_id)


@app.get("/api/v1/explain/{issue_id}")
def explain(tenant: Tenant, issue_id: str) -> Response:
    """See `explanation_of`."""
    return explanation_of(tenant, issue_id)


@app.get("/async/api/v1/explain/{issue_id}")
async def explain_in_loop(tenant: TenantInLoop, issue_id: str) -> Response:
    """See `explanation_of`."""
    return explanation_of(tenant, issue_id)


@app.get("/api/v1/tasks")
def task_list(tenant: Tenant) -> Response:
    """See `tasks_of`."""
    return tasks_of(tenant)


@app.get("/async/api/v1/tasks")
async def task_list_in_loop(tenant: TenantInLoop) -> Response:
    """See `tasks_of`."""
    return tasks_of(tenant)
