"""A peer made with aiohttp; ../README.md says how it is called. aiohttp sends whole messages only."""
import asyncio
import os
import ssl
import sys

from aiohttp import ClientSession, WSMsgType, web

import workload

MOST = 65 << 20


async def client(url):
    trust = ssl.create_default_context(cafile=os.environ["CA"]) if url.startswith("wss:") else True
    async with ClientSession() as session:
        async with session.ws_connect(
            url, ssl=trust, max_msg_size=MOST, compress=15 if workload.DEFLATE else 0, autoping=False
        ) as ws:
            print("deflate", "on" if ws.compress else "off")

            async def comes(kind):
                while True:  # the other side may ping between the fragments of its answer
                    message = await ws.receive()
                    if message.type != WSMsgType.PING:
                        assert message.type == kind, message
                        return message.data
                    await ws.pong(message.data)

            for size in workload.sizes():
                sent = workload.binary(size)
                await ws.send_bytes(sent)
                assert await comes(WSMsgType.BINARY) == sent
                workload.ok("size %d" % size)
            await ws.send_str(workload.TEXT)
            assert await comes(WSMsgType.TEXT) == workload.TEXT
            workload.ok("text")
            await ws.ping(b"there?")
            assert await comes(WSMsgType.PONG) == b"there?"
            await ws.close()
            assert ws.close_code == 1000
            workload.ok("close")


async def echo(request):
    ws = web.WebSocketResponse(max_msg_size=MOST, compress=workload.DEFLATE)
    await ws.prepare(request)
    async for message in ws:
        if message.type == WSMsgType.TEXT:
            await ws.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws


async def server():
    tls = None
    if "CERT" in os.environ:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(os.environ["CERT"], os.environ["KEY"])
    app = web.Application()
    app.router.add_get("/", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


asyncio.run(server() if sys.argv[1] == "server" else client(sys.argv[2]))
