# SPDX-License-Identifier: GPL-2.0-only
# The web application of the documents: says hello on port 5000, or on PORT.
import http.server
import os


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"Hello world!" if self.path == "/" else b"404 Not Found"
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


port = int(os.environ.get("PORT", 5000))
server = http.server.ThreadingHTTPServer(("", port), Handler)
print(f" * Running on http://0.0.0.0:{port}/", flush=True)
server.serve_forever()
