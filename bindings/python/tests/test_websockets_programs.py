"""Programs written for Python's websockets, with the import changed."""

import asyncio
import contextlib
import http
import textwrap

import pytest
import websockets

import golws

# What is a chat in the manner of the documentation of websockets: routing by path, a
# health check, subprotocols, broadcast, keepalive, close codes.
PROGRAM = """
    import asyncio, http, json
    import LIBRARY as websockets
    from LIBRARY import ConnectionClosedError, broadcast, connect, serve

    members = set()
    log = []

    def health_check(connection, request):
        if request.path == "/healthz":
            return connection.respond(http.HTTPStatus.OK, "OK\\n")
        if request.headers.get("X-Token") == "bad":
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "who are you?\\n")

    async def handler(websocket):
        members.add(websocket)
        try:
            log.append((websocket.request.path, websocket.request.headers["X-Token"], websocket.subprotocol))
            await websocket.send(json.dumps({"hello": websocket.subprotocol}))
            async for message in websocket:
                if isinstance(message, bytes):
                    await websocket.send(message[::-1])
                elif message == "everybody":
                    broadcast(members, "to all")
                elif message == "bye":
                    await websocket.close(4001, "as you wish")
                else:
                    await websocket.send(["frag", "ment"])
        finally:
            members.remove(websocket)

    async def main():
        async with serve(handler, "127.0.0.1", 0, process_request=health_check, subprotocols=["chat", "other"],
                         ping_interval=20, ping_timeout=20, max_size=2**20) as server:
            port = server.sockets[0].getsockname()[1]
            url = f"ws://127.0.0.1:{port}"
            async with connect(url + "/room?x=1", subprotocols=["new", "chat"],
                               additional_headers={"X-Token": "good"}) as one, \\
                       connect(url + "/", subprotocols=["other"], additional_headers=[("X-Token", "t")]) as two:
                log.append((one.subprotocol, two.subprotocol))
                log.append(json.loads(await one.recv()))
                await two.recv()
                await one.send(b"abc")
                log.append(await one.recv())
                await one.send("anything")
                log.append(await one.recv())
                pong = await one.ping()
                log.append(await pong >= 0)
                await one.send("everybody")
                log.append((await one.recv(), await two.recv()))
                await two.send("bye")
                try:
                    await two.recv()
                except ConnectionClosedError as closed:
                    log.append((closed.rcvd.code, closed.rcvd.reason, two.close_code))
                log.append((one.remote_address[0], one.state.name))
            try:
                await connect(url, additional_headers={"X-Token": "bad"})
            except websockets.InvalidStatus as refused:
                log.append(refused.response.status_code)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n"
                         b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
            log.append((await reader.readline(), b"OK\\n" in await reader.read(1000)))
            writer.close()
            task = asyncio.create_task((await connect(url, subprotocols=["chat"], additional_headers={"X-Token": "x"})).recv())
            log.append(json.loads(await task))
        return log
"""


def outcome(library):
    names = {}
    exec(textwrap.dedent(PROGRAM).replace("LIBRARY", library), names)
    return asyncio.run(asyncio.wait_for(names["main"](), 20))


def test_the_same_program_does_the_same():
    assert outcome("golws") == outcome("websockets")


def run(coroutine):
    async def limited():
        return await asyncio.wait_for(coroutine, 20)

    return asyncio.run(limited())


def test_headers_both_ways():
    async def main():
        async def tell(ws):
            await ws.send(ws.request.headers["X-Asked"])

        async with golws.serve(tell, "127.0.0.1", extra_headers={"X-Answered": "yes"}) as server:
            async with golws.connect(f"ws://127.0.0.1:{server.port}/", origin="http://here",
                                     additional_headers={"X-Asked": "wörth"}) as ws:
                assert await ws.recv() == "wörth"
                assert ws.response.headers["x-answered"] == "yes" and ws.response.status_code == 101
            async with websockets.connect(f"ws://127.0.0.1:{server.port}/",
                                          additional_headers={"X-Asked": "1"}) as ws:
                assert ws.response.headers["X-Answered"] == "yes"
        with pytest.raises(ValueError, match="header 'X'"):
            golws.connect("ws://h/", additional_headers={"X": "a\r\nB: c"})

    run(main())


@pytest.mark.parametrize("offered, known, chosen", [
    (None, ["a"], 400), (["a", "b"], ["b"], "b"), (["a", "b"], ["b", "a"], "b"), (["x"], ["a"], 400), (["x"], None, None)])
def test_subprotocols(offered, known, chosen):
    async def main():
        async def tell(ws):
            await ws.send(str(ws.subprotocol))

        async with golws.serve(tell, "127.0.0.1", subprotocols=known) as server:
            for library in (golws, websockets):
                if chosen == 400:
                    with pytest.raises(library.InvalidStatus, match="400"):
                        await library.connect(f"ws://127.0.0.1:{server.port}/", subprotocols=offered)
                    continue
                async with library.connect(f"ws://127.0.0.1:{server.port}/", subprotocols=offered) as ws:
                    assert ws.subprotocol == chosen and await ws.recv() == str(chosen)

    run(main())


def test_pings():
    async def main():
        async def echo(ws):
            async for message in ws:
                await ws.send(message)

        for library in (golws, websockets):
            async with library.serve(echo, "127.0.0.1", 0) as server:
                port = server.sockets[0].getsockname()[1]
                async with golws.connect(f"ws://127.0.0.1:{port}/") as ws:
                    pongs = [await ws.ping(data) for data in (None, "text", b"bytes" * 25)]
                    for pong in pongs:
                        assert 0 <= await asyncio.wait_for(pong, 5) < 5
                    await ws.pong(b"unasked")
                    await ws.send("x")
                    assert await ws.recv() == "x" and ws.latency > 0
                    with pytest.raises(ValueError, match="125"):
                        await ws.ping("x" * 126)
                    lost = await ws.ping()
                    ws.abort()
                with pytest.raises(golws.ConnectionClosed):
                    await lost
                    raise golws.ConnectionClosed(0)  # the pong was faster

    run(main())


def test_a_peer_without_a_sign_of_life_is_left():
    async def main():
        async def silent(reader, writer):
            request = await reader.readuntil(b"\r\n\r\n")
            key = next(line.split(b": ")[1] for line in request.split(b"\r\n") if b"Key" in line)
            from websockets.utils import accept_key
            writer.write(b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                         + accept_key(key.decode()).encode() + b"\r\n\r\n")
            heard.append(await reader.read(100))
            await asyncio.sleep(10)

        heard = []
        listening = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        ws = await golws.connect(f"ws://127.0.0.1:{port}/", ping_interval=1, ping_timeout=1)
        with pytest.raises(golws.ConnectionClosedError):
            await ws.recv()
        assert heard and heard[0][0] == 0x89
        listening.close()

    run(main())


def test_process_request_may_wait_and_fail():
    async def main():
        told = []

        async def echo(connection):
            async for message in connection:
                await connection.send(message)

        asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(str(context["exception"])))

        async def waits(connection, request):
            async with asyncio.timeout(5) if hasattr(asyncio, "timeout") else contextlib.nullcontext():
                await asyncio.sleep(0.05)

        async def refuses(connection, request):
            await asyncio.sleep(0.05)
            return golws.Response("teapot", http.HTTPStatus.IM_A_TEAPOT, {"X-Pot": "tea"})

        async def fails_later(connection, request):
            await asyncio.sleep(0.05)
            raise ValueError("after a while")

        def fails(connection, request):
            raise KeyError("of process_request")

        async def add_header(connection, request, response):
            await asyncio.sleep(0.05)
            response.headers["X-Late"] = "yes"

        for decide, status in ((fails, 500), (fails_later, 500), (refuses, 418)):
            async with golws.serve(lambda ws: ws.close(), "127.0.0.1", process_request=decide) as server:
                with pytest.raises(golws.InvalidStatus) as refused:
                    await golws.connect(f"ws://127.0.0.1:{server.port}/")
                assert refused.value.status == status
        assert refused.value.headers["x-pot"] == "tea"
        assert "of process_request" in told[0] and "after a while" in told[1] and len(told) == 2

        async with golws.serve(echo, "127.0.0.1", process_request=waits, process_response=add_header) as server:
            async with golws.connect(f"ws://127.0.0.1:{server.port}/") as ws:
                await ws.send("after all")
                assert await ws.recv() == "after all"
                assert ws.response.headers["x-late"] == "yes"
        assert len(told) == 2

    run(main())


def test_handshake_ends_while_it_is_decided():
    async def main():
        asked, decided = asyncio.Event(), asyncio.Event()
        handled = []

        async def waits(connection, request):
            asked.set()
            await decided.wait()

        async def handler(connection):
            handled.append(connection)

        async with golws.serve(handler, "127.0.0.1", process_request=waits) as server:
            leaving = asyncio.ensure_future(golws.connect(f"ws://127.0.0.1:{server.port}/").__aenter__())
            await asked.wait()
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            await asyncio.sleep(0.1)
            decided.set()
            await asyncio.sleep(0.1)
            assert not handled and not server.connections

        asked.clear()
        decided.clear()
        async with golws.serve(handler, "127.0.0.1", process_request=waits) as server:
            staying = asyncio.ensure_future(golws.connect(f"ws://127.0.0.1:{server.port}/").__aenter__())
            await asked.wait()
        with pytest.raises(golws.InvalidHandshake):
            await asyncio.wait_for(staying, 5)
        assert not handled

    run(main())


def test_two_receivers_are_told():
    async def main():
        async def wait(ws):
            await ws.wait_closed()

        async with golws.serve(wait, "127.0.0.1") as server:
            async with golws.connect(f"ws://127.0.0.1:{server.port}/") as ws:
                first = asyncio.ensure_future(ws.recv())
                await asyncio.sleep(0)
                with pytest.raises(golws.ConcurrencyError):
                    await ws.recv()
                first.cancel()

    run(main())


def test_connecting_again_and_again():
    async def main():
        async def once(ws):
            await ws.send("x")

        seen = 0
        async with golws.serve(once, "127.0.0.1") as server:
            async for ws in golws.connect(f"ws://127.0.0.1:{server.port}/"):
                async for message in ws:
                    seen += 1
                if seen == 3:
                    break
        assert seen == 3

    run(main())
