"""A peer made with websockets; ../README.md says how it is called."""
import asyncio
import os
import ssl
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

import workload

LIMITS = dict(max_size=65 << 20, compression="deflate" if workload.DEFLATE else None)


async def client(url):
    trust = ssl.create_default_context(cafile=os.environ["CA"]) if url.startswith("wss:") else None
    async with connect(url, ssl=trust, proxy=None, **LIMITS) as ws:
        print("deflate", "on" if "permessage-deflate" in ws.response.headers.get("Sec-WebSocket-Extensions", "") else "off")
        for size in workload.sizes():
            message = workload.binary(size)
            await ws.send(message)
            assert await ws.recv() == message
            workload.ok("size %d" % size)
        await ws.send(workload.TEXT)
        assert await ws.recv() == workload.TEXT
        workload.ok("text")

        pieces = workload.pieces()
        await ws.send(pieces)
        assert await ws.recv() == b"".join(pieces)
        workload.ok("fragments")

        pongs = []

        async def with_pings():
            for i, piece in enumerate(pieces):
                yield piece
                pongs.append(await ws.ping(b"ping %d" % i))

        await ws.send(with_pings())
        assert await ws.recv() == b"".join(pieces)
        await asyncio.gather(*pongs)
        workload.ok("pings")
        await ws.close()
        assert ws.close_code == 1000
        workload.ok("close")


async def echo(ws):
    async for message in ws:
        if len(message) == 1600000:  # "fragments" and "pings" of the other side: so do the answers
            await ws.send([message[:1000], message[1000:70000], message[70000:]])
        else:
            await ws.send(message)


async def server():
    tls = None
    if "CERT" in os.environ:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(os.environ["CERT"], os.environ["KEY"])
    async with serve(echo, "127.0.0.1", 0, ssl=tls, **LIMITS) as it:
        print(it.sockets[0].getsockname()[1], flush=True)
        await it.serve_forever()


asyncio.run(server() if sys.argv[1] == "server" else client(sys.argv[2]))
