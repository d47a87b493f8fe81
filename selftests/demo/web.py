#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A web page made of what a Redis server, known as "db", says.

Speaks Redis' own protocol over a plain socket: an array of strings is sent, and
what comes back is a line, or a length and as many bytes.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import os
import socket


def ask(*words):
    """Send one command; return the answer as text, and the server's address."""
    message = [f"*{len(words)}"]
    for word in words:
        message += [f"${len(word)}", word]
    port = int(os.environ["DB_PORT_6379_TCP_PORT"])

    with socket.create_connection(("db", port), timeout=5) as conn:
        conn.sendall("".join(part + "\r\n" for part in message).encode())
        with conn.makefile("rb") as stream:
            kind, rest = stream.read(1), stream.readline().decode().strip()
            if kind == b"-":
                raise RuntimeError(rest)
            if kind == b"$":
                rest = stream.read(int(rest)).decode() if int(rest) >= 0 else ""
        return rest, conn.getpeername()[0]


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            text, db = ask("GET", "greeting")
            visits, _ = ask("INCR", "visits")
        except (OSError, RuntimeError) as error:
            self.send_error(503, f"db: {error}")
            return
        body = (f"{text}\n"
                f"visit {visits}, read from db at {db}\n"
                f"you are {self.client_address[0]}\n").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 80), Page).serve_forever()
