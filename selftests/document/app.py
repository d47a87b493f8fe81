# SPDX-License-Identifier: GPL-2.0-only
# The web application of the documents: says hello on port 5000, or on PORT. It
# needs little of Python's library, so that it starts fast.
import os
import socket
import sys
import time


def answer(client, address):
    request = client.makefile("rb")
    line = request.readline().decode().strip()
    while request.readline().strip():
        pass
    found = line.split()[1:2] == ["/"]
    status, body = ("200 OK", "Hello world!") if found else ("404 NOT FOUND", "404 Not Found")
    client.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n"
                   f"Connection: close\r\n\r\n{body}".encode())
    when = time.strftime("%d/%b/%Y %H:%M:%S")
    print(f'{address} - - [{when}] "{line}" {status[:3]} -', file=sys.stderr, flush=True)


port = int(os.environ.get("PORT", 5000))
server = socket.create_server(("", port))
print(f" * Running on http://0.0.0.0:{port}/", flush=True)
while True:
    connection, (peer, _) = server.accept()
    with connection:
        answer(connection, peer)
