"""A server with Python's websockets: socket_server.py EXTENSION. Prints its port,
and then each Close frame that came. It echoes, and obeys "close CODE REASON",
"fragments" and "ping"."""

import asyncio
import sys

import websockets

COMPRESSION = "deflate" if sys.argv[1] == "permessage-deflate" else None


async def obey(socket, message):
    word, _, rest = message.partition(" ") if isinstance(message, str) else ("", "", "")
    if word == "close":
        code, _, reason = rest.partition(" ")
        await socket.close(int(code), reason)
    elif word == "fragments":
        await fragments(socket)
    elif word == "ping":
        pong = await socket.ping("are you there?")
        await pong  # is done by a pong with the same payload only
        await socket.send("pong: are you there?")
    else:
        await socket.send(message)


async def fragments(socket):
    async def parts():
        yield "one "
        await socket.ping("between")
        yield "message"

    await socket.send(parts())


async def serve(socket):
    try:
        async for message in socket:
            await obey(socket, message)
    except websockets.ConnectionClosed:
        pass
    await socket.wait_closed()
    print(f"closed: {socket.close_code} {socket.close_reason}", flush=True)


async def main():
    async with websockets.serve(serve, "127.0.0.1", 0, compression=COMPRESSION, max_size=1 << 20) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
