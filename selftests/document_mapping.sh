#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of "Port mapping and container links", a text for those who learn Docker:
# -P, all forms of -p, ps, port, --link.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/document.sh"
document_host
plan 22

# --- 1 port mapping ---
id=$(docker run -d -P training/webapp python app.py)
like "run prints the id" '^[0-9a-f]{64}$' "$id"
mapped=$(docker port "$id" 5000)
between "a port from 49000 to 49900" 49000 49900 "${mapped#0.0.0.0:}"
says_hello "leads to it" "http://127.0.0.1:${mapped#*:}/"

is "a port on an address, for a command that ends" 0 \
	"$(status_of docker run -p 127.0.0.1:80:8080/tcp ubuntu bash)"

id=$(docker run -d -p 5000:5000 training/webapp python app.py)
says_hello "a port of choice" http://127.0.0.1:5000/
like "one port, one container" \
	'^Error: Bind for 0\.0\.0\.0:5000 failed: port is already allocated \(by container [a-z]+_[a-z]+\)$' \
	"$(docker run -d -p 5000:5000 training/webapp python app.py 2>&1 >/dev/null || true)"
docker rm -f "$id" >/dev/null

id=$(docker run -d -p 5000:5000 -p 3000:80 training/webapp python app.py)
is "two ports" "80/tcp -> 0.0.0.0:3000
5000/tcp -> 0.0.0.0:5000" "$(docker port "$id")"
docker rm -f "$id" >/dev/null

id=$(docker run -d -p 127.0.0.1:5000:5000 training/webapp python app.py)
says_hello "a port on an address" http://127.0.0.1:5000/
is "and there only" 127.0.0.1:5000 "$(docker port "$id" 5000)"
docker rm -f "$id" >/dev/null

id=$(docker run -d -p 127.0.0.1::5000 training/webapp python app.py)
like "any port on an address" '^127\.0\.0\.1:49[0-9]{3}$' "$(docker port "$id" 5000)"
id=$(docker run -d -p 127.0.0.1:5000:5000/udp training/webapp python app.py)
is "a UDP port" "5000/udp -> 127.0.0.1:5000" "$(docker port "$id")"

docker run -d --name test -p 1234:9876 -p 4321:7890 busybox top >/dev/null
is "docker ps" "0.0.0.0:1234->9876/tcp, 0.0.0.0:4321->7890/tcp test" \
	"$(table "$(docker ps)" PORTS NAMES | grep ' test$')"
is "docker port test" "7890/tcp -> 0.0.0.0:4321
9876/tcp -> 0.0.0.0:1234" "$(docker port test)"
is "docker port test 7890/tcp" 0.0.0.0:4321 "$(docker port test 7890/tcp)"
refused "docker port test 7890/udp" 1 "Error: No public port '7890/udp' published for test" \
	docker port test 7890/udp
is "docker port test 7890" 0.0.0.0:4321 "$(docker port test 7890)"

# --- 2 links ---
docker run -d --name db training/postgres >/dev/null
is "a source" "5432/tcp db" "$(table "$(docker ps)" PORTS NAMES | grep ' db$')"
docker run -d -P --name web --link db:db training/webapp python app.py >/dev/null
like "a recipient" '^0\.0\.0\.0:49[0-9]{3}->5000/tcp web$' \
	"$(table "$(docker ps)" PORTS NAMES | grep ' web$')"
says_hello "runs" "http://$(docker port web 5000 | sed 's/0.0.0.0/127.0.0.1/')/"
db=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' db)
like "knows the source by its name" "^$db " "$(docker exec web getent ahostsv4 db)"
is "and reaches it" hello \
	"$(docker exec web timeout 20 bash -c 'exec 3<>/dev/tcp/db/5432; echo hello >&3; head -n 1 <&3')"
is "the link" "[/db:/web/db]" "$(docker inspect -f '{{.HostConfig.Links}}' web)"
