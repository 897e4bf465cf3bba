"""TLS, with certificates that tests/python/run makes (GOLWS_CERTIFICATES)."""

import asyncio
import os
import ssl
from pathlib import Path

import pytest
import websockets

import golws

if "GOLWS_CERTIFICATES" not in os.environ:
    pytest.skip("GOLWS_CERTIFICATES names no folder", allow_module_level=True)
folder = Path(os.environ["GOLWS_CERTIFICATES"])


async def echo(ws):
    async for message in ws:
        await ws.send(message)


def serve(name):
    return golws.serve(echo, host="127.0.0.1", tls=golws.TLS(cert=folder / f"{name}.pem", key=folder / f"{name}.key"))


def run(coroutine):
    async def limited():
        await asyncio.wait_for(coroutine, 20)

    asyncio.run(limited())


def test_echo_with_a_ca_of_our_own():
    async def main():
        async with serve("server") as server:
            async with golws.connect(f"wss://localhost:{server.port}/", tls=golws.TLS(ca=folder / "ca.pem")) as ws:
                await ws.send("x" * 200_000)
                assert len(await ws.recv()) == 200_000

    run(main())


def test_websockets_trusts_the_server():
    async def main():
        async with serve("server") as server:
            trusted = ssl.create_default_context(cafile=str(folder / "ca.pem"))
            async with websockets.connect(f"wss://localhost:{server.port}/", ssl=trusted) as ws:
                await ws.send("secret")
                assert await ws.recv() == "secret"

    run(main())


@pytest.mark.parametrize("name, ca", [("server", None), ("expired", "ca.pem"), ("other", "ca.pem"), ("self", "ca.pem")])
def test_what_is_not_to_be_trusted_is_refused(name, ca):
    async def main():
        async with serve(name) as server:
            tls = golws.TLS(ca=folder / ca) if ca else None
            with pytest.raises(ConnectionError, match="cannot connect"):
                await golws.connect(f"wss://localhost:{server.port}/", tls=tls)
            async with golws.connect(f"wss://localhost:{server.port}/", tls=golws.TLS(verify=False)) as ws:
                await ws.send("unverified")
                assert await ws.recv() == "unverified"

    run(main())


def test_a_server_without_a_key_is_told_so():
    async def main():
        with pytest.raises(ValueError, match="needs cert and key"):
            await golws.serve(echo, tls=golws.TLS(cert=folder / "server.pem"))

    run(main())
