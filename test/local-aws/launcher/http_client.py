"""A small HTTP/1.1 client for one loopback server: pooled connections, responses passed on as they arrive."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

import h11

# Node closes a connection that was idle for five seconds; a request sent in that moment would be lost.
_REUSE_WITHIN_SECONDS = 2.0
_CHUNK = 64 * 1024


@dataclass
class Response:
    status: int
    headers: list[tuple[bytes, bytes]]
    chunks: AsyncIterator[bytes]

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks])


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer = reader, writer
        self.protocol = h11.Connection(h11.CLIENT)
        self.idle_since = 0.0

    async def send(self, *events) -> None:
        for event in events:
            self.writer.write(self.protocol.send(event))
        await self.writer.drain()

    async def next_event(self):
        while (event := self.protocol.next_event()) is h11.NEED_DATA:
            self.protocol.receive_data(await self.reader.read(_CHUNK))
        return event

    def close(self) -> None:
        self.writer.close()


class Client:
    def __init__(self, host: str, port: int):
        self._host, self._port = host, port
        self._idle: deque[_Connection] = deque()

    async def request(self, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
        """Raises OSError when nobody listens, h11.RemoteProtocolError when the answer is no HTTP."""
        connection = await self._connect()
        try:
            own = [(b"host", f"{self._host}:{self._port}".encode()), (b"content-length", str(len(body)).encode())]
            request = h11.Request(method=method, target=path, headers=own + _end_to_end(headers))
            await connection.send(request, *([h11.Data(data=body)] if body else []), h11.EndOfMessage())
            while not isinstance(event := await connection.next_event(), h11.Response):
                if isinstance(event, h11.ConnectionClosed):
                    raise h11.RemoteProtocolError("the connection was closed before an answer came")
        except BaseException:
            connection.close()
            raise
        return Response(event.status_code, _end_to_end(event.headers), self._body(connection))

    async def _connect(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.idle_since < _REUSE_WITHIN_SECONDS and not connection.reader.at_eof():
                return connection
            connection.close()
        return _Connection(*await asyncio.open_connection(self._host, self._port))

    async def _body(self, connection: _Connection) -> AsyncIterator[bytes]:
        complete = False
        try:
            while isinstance(event := await connection.next_event(), h11.Data):
                yield bytes(event.data)
            complete = isinstance(event, h11.EndOfMessage) and connection.protocol.our_state is h11.DONE
        finally:
            if complete:
                connection.protocol.start_next_cycle()
                connection.idle_since = time.monotonic()
                self._idle.append(connection)
            else:
                connection.close()


_HOP_BY_HOP = {b"host", b"connection", b"keep-alive", b"content-length", b"transfer-encoding", b"te", b"upgrade",
               b"expect", b"date"}


def _end_to_end(headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
