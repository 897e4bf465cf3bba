"""The API that waits."""

import threading
import time

import pytest

import golws
import golws.sync


def echo(ws):
    for message in ws:
        ws.send(message)


@pytest.fixture
def server():
    with golws.sync.serve(echo, "127.0.0.1", http=lambda request: golws.Response(request)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)
        assert not thread.is_alive()


def test_echo(server):
    with golws.sync.connect(f"ws://127.0.0.1:{server.port}/there") as ws:
        for message in ("text", b"binary", "x" * 300_000):
            ws.send(message)
            assert ws.recv() == message
        assert ws.ping() < 10 and ws.path == "/there"
        with pytest.raises(TimeoutError, match="0.1 seconds"):
            ws.recv(timeout=0.1)
        ws.send("still there")
        assert ws.recv(timeout=5) == "still there"
    ws.close()
    assert ws.close_code == 1000
    with pytest.raises(RuntimeError, match="closed"):
        ws.send("late")


def test_other_threads_run_and_send_while_one_waits(server):
    with golws.sync.connect(f"ws://127.0.0.1:{server.port}/") as ws:
        received = []
        waiting = threading.Thread(target=lambda: received.append(ws.recv()))
        waiting.start()
        began, counted = time.monotonic(), 0
        while time.monotonic() < began + 0.1:
            counted += 1
        assert counted > 1000
        ws.send("from another thread")
        waiting.join(10)
        assert received == ["from another thread"]


def test_requests(server):
    url = f"http://127.0.0.1:{server.port}/"
    with golws.sync.request("POST", url, body="x" * 100_000) as response:
        assert response.status == 200 and response.text() == "x" * 100_000
    with golws.sync.request("POST", url, json=[1]) as response:
        assert response.json() == [1]
    with golws.sync.request("POST", url, body=[b"a", b"b"] * 1000) as response:
        assert b"".join(response) == b"ab" * 1000
    with pytest.raises(golws.RequestError):
        golws.sync.request("GET", "http://127.0.0.1:1/")


def test_an_exception_in_a_handler_closes_with_1011():
    def broken(ws):
        raise ValueError("of the handler")

    with golws.sync.serve(broken, "127.0.0.1") as server:
        server._loop.loop.set_exception_handler(lambda loop, context: None)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        ws = golws.sync.connect(f"ws://127.0.0.1:{server.port}/")
        with pytest.raises(golws.ConnectionClosedError) as closed:
            ws.recv()
        assert closed.value.code == 1011
        ws.close()
        server.shutdown()
        thread.join(10)
