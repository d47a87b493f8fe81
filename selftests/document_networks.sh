#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of "Network connections", a text for those who learn Docker: network ls, container ls, logs -f, port.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/document.sh"
document_host
plan 12

docker run --rm busybox true
is "docker network ls" "bridge bridge local
host host local
none null local" "$(table "$(docker network ls)" NAME DRIVER SCOPE)"
like "with ids" '^[0-9a-f]{12}$' "$(table "$(docker network ls)" "NETWORK ID" | head -n 1)"
is "--network none: not connected" lo \
	"$(docker run --rm --network none ubuntu ip -o link show | awk -F ': ' '{ print $2 }')"
is "--network host: the host's" "$(ip -o link show | wc -l)" \
	"$(docker run --rm --network host ubuntu ip -o link show | wc -l)"

docker run -d -P training/webapp python app.py >/dev/null
docker rename "$(docker ps -lq)" nostalgic_morse
like "docker container ls -l" '^training/webapp "python app.py" 0\.0\.0\.0:49[0-9]{3}->5000/tcp nostalgic_morse$' \
	"$(table "$(docker container ls -l)" IMAGE COMMAND PORTS NAMES)"
mapped=$(docker port nostalgic_morse 5000)
says_hello "the port that it shows" "http://127.0.0.1:${mapped#*:}/"
get "http://127.0.0.1:${mapped#*:}/favicon.ico" >/dev/null || true
like "docker logs -f nostalgic_morse" '^ \* Running on http://0\.0\.0\.0:5000/
[0-9.]+ - - \[[0-9]+/[A-Z][a-z]+/[0-9]+ [0-9:]+\] "GET / HTTP/1\.1" 200 -' \
	"$(timeout 3 ctrnetctl logs -f nostalgic_morse 2>&1 || true)"
like "and what was not found" '"GET /favicon\.ico HTTP/1\.1" 404 -' "$(docker logs nostalgic_morse 2>&1)"

docker run -d -p 127.0.0.1::5000 training/webapp python app.py >/dev/null
like "docker port: an address of choice, any port" '^127\.0\.0\.1:49[0-9]{3}$' \
	"$(docker port "$(docker ps -lq)" 5000)"
docker run -d -p 127.0.0.1:5000:5000/udp training/webapp python app.py >/dev/null
is "UDP" 127.0.0.1:5000 "$(docker port "$(docker ps -lq)" 5000/udp)"
docker run -d \
    -p 5000:5000 \
    -p 3000:80 \
    training/webapp \
    python app.py >/dev/null
is "-p more than once" "80/tcp -> 0.0.0.0:3000
5000/tcp -> 0.0.0.0:5000" "$(docker port "$(docker ps -lq)")"
says_hello "both lead there" http://127.0.0.1:5000/
