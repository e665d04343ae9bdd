"""The queue between those who take submissions and those who judge them, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procrastinate import App, PsycopgConnector

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.database import Database
    from codify_jupyter.store.submissions import Submission

QUEUE = "submissions"
TASK = "codify.judge"


def queue_app(database: Database, connections: int = 4) -> App:
    """The procrastinate application on this database. Opens no connection by itself."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return App(
        connector=PsycopgConnector(
            conninfo=url,
            min_size=1,
            max_size=connections,
            kwargs={"application_name": "codify-queue"},
        )
    )


class Queue:
    """Puts submissions into the queue."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def put(self, connection: AsyncConnection, row: Submission) -> None:
        """Queue a submission in the transaction that stores it: both happen, or neither.

        A user's submissions are judged one after the other, in their order.
        """
        raw: Any = await connection.get_raw_connection()
        await self._app.configure_task(
            TASK,
            queue=QUEUE,
            lock=f"user:{row.user_id}",
            connection=raw.driver_connection,
        ).defer_async(submission_id=row.id)
