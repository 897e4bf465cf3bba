"""HTTP both ways, and with Python's http.client and curl as the other side."""

import asyncio
import gc
import http.client
import os
import subprocess

import pytest

import golws


def run(coroutine, seconds=20):
    async def limited():
        return await asyncio.wait_for(coroutine, seconds)

    return asyncio.run(limited())


def url(server, path="/"):
    return f"http://127.0.0.1:{server.port}{path}"


def serve(http, **options):
    return golws.serve(None, "127.0.0.1", http=http, **options)


async def back(request):
    """Sends what it gets."""
    return golws.Response(request, headers={"x-method": request.method})


async def told(request):
    """Says what it gets."""
    return {"method": request.method, "path": request.path, "query": request.query, "body": await request.text(None),
            "peer": request.remote_address[0], "headers": list(request.headers.raw_items())}


async def pieces(count, piece=b"p" * 1000):
    for _ in range(count):
        yield piece


async def get(server, path="/", **options):
    async with golws.request("GET", url(server, path), **options) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_was_asked_arrives(method):
    async def main():
        async with serve(told) as server:
            body = {} if method in ("GET", "DELETE", "OPTIONS") else {"body": "bödy"}
            async with golws.request(method, url(server, "/a%20b/ü"), query={"q": ["1", "ä b", "50%&c=d"]},
                                     headers=[("X-One", "1"), ("X-Two", "zwei"), ("Cookie", "a=b")], **body) as response:
                seen = await response.json()
                assert response.status == 200 and response.headers["Content-Type"] == "application/json"
            assert (seen["method"], seen["path"], seen["query"]) == (method, "/a b/ü", {"q": ["1", "ä b", "50%&c=d"]})
            assert seen["body"] == ("bödy" if body else "") and seen["peer"] == "127.0.0.1"
            headers = dict(seen["headers"])
            assert headers["x-one"] == "1" and headers["x-two"] == "zwei" and headers["cookie"] == "a=b"
            assert headers["host"] == f"127.0.0.1:{server.port}"

    run(main())


@pytest.mark.parametrize("body, size", [(b"", 0), (b"x", 1), (b"x" * 3_000_000, 3_000_000), ("ü" * 10, 20), (None, 0)])
def test_bodies_come_back_whole(body, size):
    async def main():
        async with serve(back) as server:
            async with golws.request("POST", url(server), body=body) as response:
                assert len(await response.read(None)) == size
                assert response.headers["x-method"] == "POST"

    run(main())


def test_bodies_in_pieces_both_ways():
    async def main():
        async with serve(back) as server:
            async with golws.request("POST", url(server), body=pieces(3000)) as response:
                length = 0
                async for piece in response:
                    length += len(piece)
                assert length == 3_000_000
            async with golws.request("PUT", url(server), body=[b"a", b"", b"b"]) as response:
                assert await response.read() == b"ab"
            async with golws.request("PUT", url(server), body=pieces(2), headers={"Content-Length": "2000"}) as response:
                assert len(await response.read()) == 2000

    run(main())


def test_a_body_waits_for_who_does_not_read():
    async def main():
        given = 0

        async def endless():
            nonlocal given
            while given < 200_000_000:
                given += 100_000
                yield b"x" * 100_000

        async with serve(lambda request: golws.Response(endless())) as server:
            async with golws.request("GET", url(server)) as response:
                await asyncio.sleep(0.5)
                stopped_at = given
                assert stopped_at < 50_000_000
                await asyncio.sleep(0.3)
                assert given == stopped_at
                length = 0
                async for piece in response:
                    length += len(piece)
                    if length > stopped_at + 1_000_000:
                        break
            await asyncio.sleep(0.2)
            given = 1_000_000_000

    run(main())


def test_an_upload_waits_for_a_handler_that_does_not_read():
    async def main():
        release, given = asyncio.Event(), 0

        async def endless():
            nonlocal given
            for _ in range(500):
                given += 100_000
                yield os.urandom(100_000)

        async def slow(request):
            await release.wait()
            return str(len(await request.read(None)))

        async with serve(slow) as server:
            sending = asyncio.ensure_future(golws.request("POST", url(server), body=endless())._open())
            await asyncio.sleep(0.7)
            assert 0 < given < 30_000_000
            release.set()
            response = await sending
            assert await response.text() == "50000000"

    run(main())


def test_other_clients():
    async def main():
        async with serve(back, mounts={"/files": os.path.dirname(__file__)}) as server:
            def ask():
                client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
                found = []
                for body in (b"first", b"", b"second" * 10000):
                    client.request("POST", "/", body)
                    found.append(client.getresponse().read())
                client.request("POST", "/", iter([b"in ", b"chunks"]), encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})
                found.append(client.getresponse().read())
                client.request("HEAD", "/")
                found.append(client.getresponse().read())
                client.request("GET", "/files/test_http.py")
                found.append(client.getresponse().read())
                return found

            own = open(__file__, "rb").read()
            assert await asyncio.get_running_loop().run_in_executor(None, ask) == [
                b"first", b"", b"second" * 10000, b"in chunks", b"", own]
            shown = await asyncio.create_subprocess_exec("curl", "-s0", "-d", "old", url(server), stdout=subprocess.PIPE)
            assert (await shown.communicate())[0] == b"old"

    run(main())


def test_routes():
    router = golws.Router()

    @router.get("/user/{name}")
    async def user(request):
        return f"user {request.parameters['name']}"

    @router.route("/tree/{rest:path}", "GET", "PUT")
    def tree(request):
        return {"rest": request.parameters["rest"], "method": request.method}

    @router.get("/plain.text")
    def plain(request):
        return golws.Response("made", 201, {"X-Made": "yes"})

    @router.post("/plain.text")
    def nothing(request):
        return None

    async def main():
        async with serve(router) as server:
            assert await get(server, "/user/ann") == (200, "user ann")
            assert (await get(server, "/user/ann/x"))[0] == 404
            assert (await get(server, "/tree/a/b%2Fc")) == (200, '{"rest": "a/b/c", "method": "GET"}')
            assert await get(server, "/plain.text") == (201, "made")
            assert (await get(server, "/plainXtext"))[0] == 404
            async with golws.request("POST", url(server, "/plain.text")) as response:
                assert (response.status, await response.read()) == (204, b"")
            async with golws.request("DELETE", url(server, "/plain.text")) as response:
                assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, POST")

    run(main())


def test_files_of_a_mount(tmp_path):
    (tmp_path / "a.html").write_text("<p>a")
    (tmp_path / "index.html").write_text("<p>index")
    (tmp_path / "strange.kind").write_bytes(b"\0\1")

    async def main():
        async with golws.serve(None, "127.0.0.1", mounts={"/": tmp_path}) as server:
            assert await get(server, "/a.html") == (200, "<p>a")
            assert await get(server, "/") == (200, "<p>index")
            assert await get(server, "/strange.kind") == (200, "\0\1")
            assert (await get(server, "/../test_http.py"))[0] in (403, 404)
            assert (await get(server, "/none"))[0] == 404

    run(main())


def test_a_websocket_beside_http_on_one_port():
    async def echo(ws):
        async for message in ws:
            await ws.send(message)

    async def main():
        async with golws.serve(echo, "127.0.0.1", http=told) as server:
            async with golws.connect(url(server).replace("http", "ws")) as ws:
                await ws.send("x")
                assert await ws.recv() == "x"
                assert (await get(server))[0] == 200
        async with serve(told) as server:
            with pytest.raises(golws.InvalidStatus, match="426"):
                await golws.connect(url(server).replace("http", "ws"))

    run(main())


def test_an_exception_in_a_handler_is_500_and_is_told():
    async def main():
        seen = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(str(context["exception"])))

        def broken(request):
            raise ValueError("at once")

        async def later(request):
            await asyncio.sleep(0)
            raise ValueError("later")

        async def too_much(request):
            return await request.read(10)

        async def half(request):
            async def body():
                yield b"x" * 10
                raise ValueError("in the body")

            return golws.Response(body())

        for handler in (broken, later):
            async with serve(handler) as server:
                assert (await get(server))[0] == 500
        async with serve(lambda request: 5) as server:
            assert (await get(server))[0] == 500
        async with serve(too_much) as server:
            async with golws.request("POST", url(server), body="x" * 11) as response:
                assert response.status == 413
        async with serve(half) as server:
            with pytest.raises(golws.RequestError, match="ended|failed"):
                await get(server)
        assert seen[:2] == ["at once", "later"] and "returns a golws.Response" in seen[2] and seen[3] == "in the body"

    run(main())


def test_redirects_are_followed_when_asked_and_keep_secrets_at_home():
    async def main():
        async with serve(told) as other:
            def away(request):
                place = url(other, "/there") if request.path == "/away" else "/at-home"
                return told(request) if request.path == "/at-home" else golws.Response("", 302, {"Location": place})

            async with serve(away) as server:
                assert (await get(server, "/away"))[0] == 302
                secret = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Kept": "1"}
                for path, kept in (("/away", False), ("/home", True)):
                    async with golws.request("GET", url(server, path), headers=secret, follow_redirects=True) as response:
                        headers = dict((await response.json())["headers"])
                        assert ("authorization" in headers, "cookie" in headers) == (kept, kept)
                        assert headers["x-kept"] == "1"

    run(main())


def test_wrong_input_says_what_is_wrong():
    async def main():
        for wrong in ("ftp://host/", "http:///", "http://host:port/", "host", "http://ho st/", "http://h/\r\nX: y"):
            with pytest.raises(golws.InvalidURI, match="no HTTP URL"):
                golws.request("GET", wrong)
        with pytest.raises(TypeError, match="a URL is a str, not NoneType"):
            golws.request("GET", None)
        with pytest.raises(ValueError, match="no method"):
            golws.request("GET /", "http://host/")
        for name, value in (("X", "a\r\nY: b"), ("X Y", "a"), ("X", "a\nb"), ("", "a"), ("X", "a\0b")):
            with pytest.raises(ValueError, match="header"):
                golws.request("GET", "http://host/", headers={name: value})
        with pytest.raises(TypeError, match="not both"):
            golws.request("POST", "http://host/", body=b"", json={})
        with pytest.raises(TypeError, match="not int"):
            golws.request("POST", "http://host/", body=5)
        with pytest.raises(golws.RequestError, match="the request failed"):
            await golws.request("GET", "http://127.0.0.1:1/")
        with pytest.raises(golws.RequestError, match="the request failed"):
            await golws.request("GET", "http://no-such-host.invalid/")
        with pytest.raises(NotADirectoryError, match="/no/such"):
            golws.serve(None, mounts={"/": "/no/such"})
        with pytest.raises(TypeError, match="needs a handler, http or mounts"):
            golws.serve(None)
        with pytest.raises(ValueError, match="70000"):
            golws.serve(back, port=70000)

    run(main(), 40)


def test_a_response_header_cannot_be_split():
    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        async with serve(lambda request: golws.Response("x", headers={"X": "a\r\nSet-Cookie: b"})) as server:
            async with golws.request("GET", url(server)) as response:
                assert response.status == 500 and "set-cookie" not in response.headers

    run(main())


def test_a_request_times_out_and_can_be_cancelled():
    async def main():
        asked = 0

        async def never(request):
            nonlocal asked
            asked += 1
            try:
                await asyncio.Event().wait()
            finally:
                asked -= 1

        async with serve(never) as server:
            with pytest.raises(golws.RequestError, match="timed out"):
                await golws.request("GET", url(server), timeout=0.2)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(golws.request("GET", url(server))._open(), 0.2)
            await asyncio.sleep(0.2)
            assert asked == 0  # the handler was cancelled with its client

    run(main())


def test_a_session_has_a_base_and_headers_and_runs_side_by_side():
    async def main():
        async with serve(told) as server:
            async with golws.Session(url(server, "/base/"), headers={"X-All": "1"}) as session:
                async with session.get("leaf", headers={"X-One": "2"}) as response:
                    seen = await response.json()
                assert seen["path"] == "/base/leaf"
                assert dict(seen["headers"])["x-all"] == "1" and dict(seen["headers"])["x-one"] == "2"
                first = await session.get("a")  # not read yet
                async with session.post("b", json={"x": 1}) as second:
                    assert (await second.json())["body"] == '{"x": 1}'
                assert (await first.json())["path"] == "/base/a"
                answers = await asyncio.gather(*(session.get(str(n))._open() for n in range(20)))
                assert [(await answer.json())["path"] for answer in answers] == [f"/base/{n}" for n in range(20)]

    run(main())


def test_a_unix_socket(tmp_path):
    async def main():
        path = str(tmp_path / "s")
        async with golws.serve(lambda ws: ws.send("there"), unix=path, http=told):
            async with golws.request("GET", "http://localhost/x", unix=path) as response:
                assert response.status == 200
            ws = await golws.unix_connect(path)
            assert await ws.recv() == "there"
            await ws.close()

    async def told(request):
        return request.path

    run(main())


def test_a_server_closes_with_requests_under_way():
    async def main():
        started = asyncio.Event()

        async def never(request):
            started.set()
            await asyncio.Event().wait()

        server = await serve(never)
        asking = asyncio.ensure_future(golws.request("GET", url(server))._open())
        await started.wait()
        await server.close()
        with pytest.raises(golws.RequestError):
            await asking

    run(main())


def test_cycles_leave_no_memory_and_no_descriptors():
    """Two halves of the cycles: the second takes no more than the first left."""
    cycles = int(os.environ.get("GOLWS_CYCLES", "500"))

    def resident():
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    async def cycle(server, n):
        for count in range(n):
            async with golws.request("POST", url(server), body="x" * 1000) as response:
                assert response.status == 200
                if count % 3:
                    await response.read()

    async def main():
        async with serve(back) as server:
            await cycle(server, cycles)
            gc.collect()
            objects, memory, descriptors = len(gc.get_objects()), resident(), len(os.listdir("/proc/self/fd"))
            await cycle(server, cycles)
            await asyncio.sleep(0.1)
            gc.collect()
            assert len(gc.get_objects()) < objects + 100
            assert len(os.listdir("/proc/self/fd")) <= descriptors + 2
            assert resident() < memory + 8 * 1024 * 1024

    run(main(), 300)
