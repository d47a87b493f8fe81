#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of "Docker notes", a text for those who learn Docker, in its part about
# networks: ports, and links with the whole environment and the whole hosts file.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/document.sh"
document_host
requires ping
plan 11

id=$(docker run -d -p 8081:80 training/webapp python app.py)
is "-p 8081:80" "80/tcp -> 0.0.0.0:8081" "$(docker port "$id")"
docker run -d -p 127.0.0.1:5000:5000 training/webapp python app.py >/dev/null
says_hello "-p 127.0.0.1:5000:5000" http://127.0.0.1:5000/
id=$(docker run -d -p 127.0.0.1::5000 training/webapp python app.py)
like "-p 127.0.0.1::5000" '^5000/tcp -> 127\.0\.0\.1:49[0-9]{3}$' "$(docker port "$id")"
id=$(docker run -d -p 127.0.0.1:5000:5000/udp training/webapp python app.py)
is "-p 127.0.0.1:5000:5000/udp" "5000/udp -> 127.0.0.1:5000" "$(docker port "$id")"
docker ps -aq | xargs ctrnetctl rm -f >/dev/null
id=$(docker run -d -p 5000:5000  -p 3000:80 training/webapp python app.py)
is "-p 5000:5000  -p 3000:80" "80/tcp -> 0.0.0.0:3000
5000/tcp -> 0.0.0.0:5000" "$(docker port "$id")"
like "a name is unique" '^Error: Conflict\. The container name "/web" is already in use' \
	"$(docker run -d -P --name web training/webapp >/dev/null
	docker run -d -P --name web training/webapp 2>&1 || true)"
docker rm -f web >/dev/null

# --- links ---
docker run -d --name db training/postgres >/dev/null
docker run -d -P --name web --link db:db training/webapp python app.py >/dev/null
is "both run" "db web" "$(table "$(docker ps)" NAMES | grep -xE 'db|web' | sort | xargs)"
DB=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' db)
output=$(docker run --rm --name web2 --link db:db training/webapp env)
host_name=$(sed -n 's/^HOSTNAME=//p' <<<"$output")
like "the host name is the id" '^[0-9a-f]{12}$' "$host_name"
is "docker run --rm --name web2 --link db:db training/webapp env" \
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOSTNAME=$host_name
DB_PORT=tcp://$DB:5432
DB_PORT_5432_TCP=tcp://$DB:5432
DB_PORT_5432_TCP_ADDR=$DB
DB_PORT_5432_TCP_PORT=5432
DB_PORT_5432_TCP_PROTO=tcp
DB_NAME=/web2/db
DB_ENV_PG_VERSION=9.3
HOME=/root" "$output"

seen=$(on_terminal 'cat /etc/hosts; ping -c 1 db' \
	docker run -t -i --rm --link db:db training/webapp /bin/bash)
host_name=$(sed -n 's/^root@\([0-9a-f]*\):.*/\1/p' <<<"$seen" | head -n 1)
ipv6=$([[ ! -e /proc/sys/net/ipv6 ]] || printf '%s\t%s\n' \
	::1 "localhost ip6-localhost ip6-loopback" fe00::0 ip6-localnet \
	ff00::0 ip6-mcastprefix ff02::1 ip6-allnodes ff02::2 ip6-allrouters)
is "cat /etc/hosts" "127.0.0.1	localhost
${ipv6:+$ipv6
}$DB	db $(docker inspect -f '{{.Id}}' db | cut -c-12)
OWN	$host_name" "$(grep $'\t' <<<"$seen" | sed "s/^[0-9.]*\t$host_name$/OWN\t$host_name/")"
like "ping db" "PING db \($DB\)" "$seen"
