#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of "Access from outside, links between containers", a text for those who
# learn Docker: names, ps -l, --rm.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/document.sh"
document_host
plan 15

# --- access from outside ---
docker run -d -P training/webapp python app.py >/dev/null
like "docker ps -l" '^"python app.py" 0\.0\.0\.0:49[0-9]{3}->5000/tcp [a-z]+_[a-z]+$' \
	"$(table "$(docker ps -l)" COMMAND PORTS NAMES)"
docker rename "$(docker ps -lq)" nostalgic_morse
like "docker port nostalgic_morse 5000" '^0\.0\.0\.0:49[0-9]{3}$' "$(docker port nostalgic_morse 5000)"

docker run -d -p 5000:5000 training/webapp python app.py >/dev/null
says_hello "all addresses" http://127.0.0.1:5000/
docker rm -f "$(docker ps -lq)" >/dev/null
docker run -d -p 5000:5000 -p 3000:80 training/webapp python app.py >/dev/null
is "two ports" "0.0.0.0:3000->80/tcp, 0.0.0.0:5000->5000/tcp" "$(table "$(docker ps -l)" PORTS)"
docker rm -f "$(docker ps -lq)" >/dev/null
docker run -d -p 127.0.0.1:5000:5000 training/webapp python app.py >/dev/null
is "one address" "127.0.0.1:5000->5000/tcp" "$(table "$(docker ps -l)" PORTS)"
docker run -d -p 127.0.0.1::5000 training/webapp python app.py >/dev/null
like "any port of one address" '^127\.0\.0\.1:49[0-9]{3}->5000/tcp$' "$(table "$(docker ps -l)" PORTS)"
docker run -d -p 127.0.0.1:5000:5000/udp training/webapp python app.py >/dev/null
is "UDP" "5000/tcp, 127.0.0.1:5000->5000/udp" \
	"$(table "$(docker ps -l)" PORTS | tr , '\n' | sed 's/^ //' | LC_ALL=C sort -V -r | paste -sd, | sed 's/,/, /')"

# --- names ---
docker run -d -P --name web training/webapp python app.py >/dev/null
like "docker ps -l shows the name" '^0\.0\.0\.0:49[0-9]{3}->5000/tcp web$' \
	"$(table "$(docker ps -l)" PORTS NAMES)"
is "docker inspect -f {{.Name}} ID" /web "$(docker inspect -f "{{.Name}}" "$(docker ps -lq)")"
refused "--rm and -d not at once" 125 "Error: Conflicting options: --rm and -d" \
	docker run --rm -d training/webapp python app.py

# --- links ---
docker run -d --name db training/postgres >/dev/null
is "docker rm -f web" web "$(docker rm -f web)"
docker run -d -P --name web --link db:db training/webapp python app.py >/dev/null
is "docker ps shows both" "db web" "$(table "$(docker ps)" NAMES | grep -xE 'db|web' | sort | xargs)"
is "and the source's port" 5432/tcp "$(table "$(docker ps)" NAMES PORTS | sed -n 's/^db //p')"
like "docker ps --no-trunc shows the link" '(^| )db,web/db($| )' \
	"$(table "$(docker ps --no-trunc)" NAMES | xargs)"
db=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' db)
like "the recipient finds the source" "^$db " "$(docker exec web getent ahostsv4 db)"
