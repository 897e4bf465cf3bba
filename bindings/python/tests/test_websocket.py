"""golws both ways, and with Python's websockets as the other side."""

import asyncio
import gc
import multiprocessing
import os
import subprocess
import sys
import textwrap

import pytest
import websockets

import golws


def run(coroutine, seconds=20):
    async def limited():
        return await asyncio.wait_for(coroutine, seconds)

    return asyncio.run(limited())


async def echo(ws):
    async for message in ws:
        await ws.send(message)


def url(server, path="/"):
    return f"ws://127.0.0.1:{server.port}{path}"


def test_echo_of_text_and_binary():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server, "/there?a=b")) as ws:
                for message in ("text", "", "ü€😀", b"\0\xff", b"", "x" * 300_000):
                    await ws.send(message)
                    assert await ws.recv() == message
            assert ws.close_code == 1000

    run(main())


def test_websockets_is_the_client():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with websockets.connect(url(server)) as ws:
                for message in ("text", b"binary", "y" * 200_000):
                    await ws.send(message)
                    assert await ws.recv() == message
                await ws.send(["in ", "three ", "pieces"])
                assert await ws.recv() == "in three pieces"

    run(main())


def test_websockets_is_the_server():
    async def main():
        async def handler(ws):
            async for message in ws:
                await ws.send(message)

        async with websockets.serve(handler, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with golws.connect(f"ws://127.0.0.1:{port}/") as ws:
                for message in ("text", b"binary", "z" * 200_000):
                    await ws.send(message)
                    assert await ws.recv() == message

    run(main())


@pytest.mark.parametrize("code, kind", [(1000, golws.ConnectionClosedOK), (1001, golws.ConnectionClosedOK),
                                        (1011, golws.ConnectionClosedError), (4321, golws.ConnectionClosedError)])
def test_close_code_and_reason_arrive(code, kind):
    async def main():
        async def bye(ws):
            await ws.close(code, "because")

        async with golws.serve(bye, host="127.0.0.1") as server:
            ws = await golws.connect(url(server))
            with pytest.raises(kind) as told:
                await ws.recv()
            assert (told.value.code, told.value.reason) == (code, "because")
            with pytest.raises(golws.ConnectionClosed):
                await ws.send("late")
            await ws.close()
            await ws.close()

    run(main())


def test_too_large_a_message_closes_with_1009():
    async def main():
        async with golws.serve(echo, host="127.0.0.1", max_size=1000) as server:
            ws = await golws.connect(url(server))
            await ws.send("x" * 1000)
            assert len(await ws.recv()) == 1000
            await ws.send("x" * 1001)
            with pytest.raises(golws.ConnectionClosedError) as told:
                await ws.recv()
            assert told.value.code == 1009

    run(main())


def test_an_exception_in_a_handler_closes_with_1011_and_is_told():
    async def main():
        told = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["exception"]))

        async def broken(ws):
            raise ValueError("of the handler")

        async with golws.serve(broken, host="127.0.0.1") as server:
            ws = await golws.connect(url(server))
            with pytest.raises(golws.ConnectionClosedError) as closed:
                await ws.recv()
            assert closed.value.code == 1011
        assert [str(error) for error in told] == ["of the handler"]

    run(main())


def test_send_waits_for_a_peer_that_does_not_read():
    async def main():
        release = asyncio.Event()
        counted = asyncio.get_running_loop().create_future()

        async def slow(ws):
            await release.wait()
            n = 0
            async for _ in ws:
                n += 1
                if n == 2000:
                    counted.set_result(n)

        async with golws.serve(slow, host="127.0.0.1") as server:
            ws = await golws.connect(url(server))
            sent = 0

            incompressible = os.urandom(20_000)

            async def flood():
                nonlocal sent
                for _ in range(2000):
                    await ws.send(incompressible)
                    sent += 1

            flooding = asyncio.ensure_future(flood())
            await asyncio.sleep(1)
            assert not flooding.done() and sent < 2000
            release.set()
            await flooding
            assert await counted == 2000
            await ws.close()

    run(main(), 40)


def test_cancelled_recv_loses_nothing_and_cancelled_connect_ends():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(ws.recv(), 0.05)
                await ws.send("still here")
                assert await ws.recv() == "still here"

        silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(60), "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(golws.connect(f"ws://127.0.0.1:{port}/")._open(), 0.2)
        silent.close()

    run(main())


def test_wrong_input_says_what_is_wrong():
    async def main():
        with pytest.raises(ValueError, match="no WebSocket URL"):
            golws.connect("http://localhost/")
        with pytest.raises(FileNotFoundError, match="/no/such/file"):
            golws.TLS(ca="/no/such/file")
        with pytest.raises(ConnectionError, match="cannot connect"):
            await golws.connect("ws://127.0.0.1:1/")
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                with pytest.raises(TypeError, match="str or bytes, not int"):
                    await ws.send(5)
                with pytest.raises(ValueError, match="1005"):
                    await ws.close(1005)
            with pytest.raises(OSError, match="cannot listen"):
                await golws.serve(echo, "127.0.0.1", server.port)

    run(main())


def test_no_thread_of_python_and_one_context_a_loop():
    import threading

    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                await ws.send("x")
                await ws.recv()
                assert threading.active_count() == 1

    run(main())


def test_uvloop():
    uvloop = pytest.importorskip("uvloop")

    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                await ws.send("x")
                assert await ws.recv() == "x"

    loop = uvloop.new_event_loop()
    loop.run_until_complete(asyncio.wait_for(main(), 20))
    loop.close()


def test_garbage_collected_without_close():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            for _ in range(20):
                ws = await golws.connect(url(server))
                await ws.send("x")
                del ws
                gc.collect()
            await asyncio.sleep(0.05)

    run(main())


@pytest.mark.parametrize("end", ["pass", "raise SystemExit(0)", "loop.close()"])
def test_interpreter_ends_with_open_connections(end):
    program = f"""
        import asyncio, golws
        async def echo(ws):
            async for message in ws:
                await ws.send(message)
        async def main():
            global server, ws
            server = await golws.serve(echo, host="127.0.0.1")
            ws = await golws.connect(f"ws://127.0.0.1:{{server.port}}/")
            await ws.send("x")
            await ws.recv()
        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        {end}
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], timeout=30, capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    assert b"Fatal" not in ended.stderr and b"golws_py" not in ended.stderr, ended.stderr.decode()


def test_a_forked_child_gets_an_error_and_can_start_anew():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                child = os.fork()
                if not child:
                    status = 1
                    try:
                        await ws.send("x")
                    except golws.ConnectionClosed as error:
                        status = 0 if "parent" in str(error) else 2
                    os._exit(status)
                assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
                await ws.send("x")
                assert await ws.recv() == "x"

    run(main())


def echo_once():
    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            async with golws.connect(url(server)) as ws:
                await ws.send("x")
                assert await ws.recv() == "x"

    run(main())


def test_multiprocessing_by_fork():
    echo_once()
    child = multiprocessing.get_context("fork").Process(target=echo_once)
    child.start()
    child.join(20)
    assert child.exitcode == 0
    echo_once()


def test_cycles_leave_no_memory_and_no_descriptors():
    """Two halves of the cycles: the second takes no more than the first left."""
    cycles = int(os.environ.get("GOLWS_CYCLES", "500"))

    def resident():
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    async def cycle(server, n):
        for _ in range(n):
            async with golws.connect(url(server)) as ws:
                await ws.send("x" * 1000)
                await ws.recv()

    async def main():
        async with golws.serve(echo, host="127.0.0.1") as server:
            await cycle(server, cycles)
            gc.collect()
            objects, memory, descriptors = len(gc.get_objects()), resident(), len(os.listdir("/proc/self/fd"))
            await cycle(server, cycles)
            gc.collect()
            assert len(gc.get_objects()) < objects + 100
            assert len(os.listdir("/proc/self/fd")) <= descriptors + 2
            assert resident() < memory + 8 * 1024 * 1024

    run(main(), 300)


def test_a_server_closes_with_connections_and_handshakes_under_way():
    async def main():
        for _ in range(20):
            server = await golws.serve(echo, host="127.0.0.1")
            ws = await golws.connect(url(server))
            opening = [asyncio.ensure_future(golws.connect(url(server))._open()) for _ in range(3)]
            await asyncio.sleep(0)
            await server.close()
            with pytest.raises(golws.ConnectionClosed) as told:
                await ws.recv()
            assert told.value.code == 1001
            for result in await asyncio.gather(*opening, return_exceptions=True):
                assert isinstance(result, (golws.Connection, ConnectionError)), result
                if isinstance(result, golws.Connection):
                    result.abort()
                    await result.wait_closed()

    run(main())
