"""Python's websockets against a lab: socket_client.py LAB EXTENSION. Prints what
it saw, a line each, as the other clients here do."""

import asyncio
import sys

import websockets

LAB, EXTENSION = sys.argv[1:3]
BASE = LAB.replace("http:", "ws:")
DEFLATE = EXTENSION == "permessage-deflate"
OPTIONS = {"compression": "deflate" if DEFLATE else None, "max_size": 1 << 20}
KNOB = "deflate=on" if DEFLATE else ""
SIZES = [0, 1, 125, 126, 127, 65535, 65536]


async def echo():
    socket = await websockets.connect(f"{BASE}/echo?{KNOB}", **OPTIONS)
    names = ", ".join(extension.name for extension in socket.extensions)
    print(f"extension: {names}")
    same = 0
    for size in SIZES:
        for sent in [("the same words " * size)[:size], b"\xff" * size]:
            await socket.send(sent)
            same += await socket.recv() == sent
    print(f"messages: {same} of {2 * len(SIZES)}")

    pongs = []

    async def parts():
        yield "one "
        yield "message, "
        pongs.append(await socket.ping("between"))
        yield "four é frames, "
        yield "a ping between"

    await socket.send(parts())
    await pongs[0]  # is done by a pong with the same payload only
    print("pong: between")
    print(f"fragments: {await socket.recv()}")
    await socket.close(4001, "enough")
    print(f"our close: {socket.close_code}")


async def answer():
    socket = await websockets.connect(
        f"{BASE}/ws?ttft=0&tps=1000&tokens=3&{KNOB}", subprotocols=["pushlab.v1"], **OPTIONS
    )
    count = 0
    async for _ in socket:
        count += 1
    print(f"its close: {socket.close_code} {socket.close_reason} behind {count} messages")


async def greedy():
    socket = await websockets.connect(f"{BASE}/echo?{KNOB}", **OPTIONS)
    await socket.send("x" * 65537)
    await socket.wait_closed()
    print(f"too big: {socket.close_code} {socket.close_reason}")


async def main():
    await echo()
    await answer()
    await greedy()


asyncio.run(main())
