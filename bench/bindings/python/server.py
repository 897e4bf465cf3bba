"""One server on a library: -l golws, websockets or aiohttp; -p PORT; echoes
WebSockets, answers /hello, serves -d FOLDER at /static. Under uvloop."""

import argparse
import asyncio

import uvloop

options = argparse.ArgumentParser()
options.add_argument("-l", dest="library", required=True)
options.add_argument("-p", dest="port", type=int, required=True)
options.add_argument("-d", dest="folder")
options.add_argument("--deflate", action="store_true")
given = options.parse_args()
compression = "deflate" if given.deflate else None


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def golws_server():
    import golws

    router = golws.Router()

    @router.get("/hello")
    async def hello(request):
        return "hello"

    mounts = {"/static": given.folder} if given.folder else None
    async with golws.serve(echo, "127.0.0.1", given.port, http=router, mounts=mounts, compression=compression) as server:
        await server.serve_forever()


async def websockets_server():
    import websockets

    async with websockets.serve(echo, "127.0.0.1", given.port, compression=compression) as server:
        await server.serve_forever()


async def aiohttp_server():
    from aiohttp import WSMsgType, web

    async def serve_websocket(request):
        ws = web.WebSocketResponse(compress=given.deflate)
        await ws.prepare(request)
        async for message in ws:
            if message.type == WSMsgType.TEXT:
                await ws.send_str(message.data)
            elif message.type == WSMsgType.BINARY:
                await ws.send_bytes(message.data)
        return ws

    async def hello(request):
        return web.Response(text="hello")

    application = web.Application()
    if given.folder:
        application.router.add_static("/static", given.folder)
    application.router.add_get("/hello", hello)
    application.router.add_get("/{rest:.*}", serve_websocket)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", given.port).start()
    await asyncio.Event().wait()


uvloop.run({"golws": golws_server, "websockets": websockets_server, "aiohttp": aiohttp_server}[given.library]())
