"""The application put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from loadtest.deployment.dispatch import (
    accounts_api,
    calls_api,
    channel,
    control_api,
    docs_page,
    escalation,
    incidents_api,
    monitoring,
    notifications_api,
    problem,
    units_api,
)
from loadtest.deployment.dispatch.accounts import seed_users
from loadtest.deployment.dispatch.acd_link import AcdClient
from loadtest.deployment.dispatch.centre import Centre
from loadtest.deployment.dispatch.config import VERSION, DispatchConfig
from loadtest.deployment.dispatch.store import Store
from loadtest.deployment.dispatch.units import seed_units

DATABASE = "dispatch.sqlite3"
_CHECKPOINT_EVERY_S = 5.0

_DESCRIPTION = """
Dispatch for a 112 emergency number: calls, incidents, agencies, units.

Moments are ISO 8601 in UTC. Every error is `{"error": {"code", "message", "hint"}}`. Each
operation names the roles that may use it as `x-roles`.
"""


def create_app(config: DispatchConfig, *, clock: Callable[[], float] = time.time) -> FastAPI:
    """Return the application for these settings; its database opens when it starts.

    Parameters
    ----------
    config
        The settings.
    clock
        The moment now, in seconds of the Unix epoch.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        folder = Path(config.work_folder)
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder / DATABASE)
        with store.transaction():
            seed_units(store, config)
            seed_users(store, config)
        acd = (
            None if config.acd is None else AcdClient(config.acd, config.cti_key.get_secret_value())
        )
        centre = Centre(config, store, clock, acd)
        app.state.centre = centre
        tasks = [
            asyncio.create_task(escalation.watch(centre)),
            asyncio.create_task(_checkpoints(store)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if acd is not None:
                await acd.close()
            store.close()

    app = FastAPI(
        title=config.name,
        version=VERSION,
        description=_DESCRIPTION + channel.DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,  # its pages would load scripts from elsewhere; docs_page loads nothing
        redoc_url=None,
    )
    problem.install(app)
    for module in (
        accounts_api,
        calls_api,
        incidents_api,
        notifications_api,
        units_api,
        monitoring,
        channel,
        control_api,
        docs_page,
    ):
        app.include_router(module.router)
    return app


async def _checkpoints(store: Store) -> None:
    while True:
        await asyncio.sleep(_CHECKPOINT_EVERY_S)
        await asyncio.to_thread(store.checkpoint)
