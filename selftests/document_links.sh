#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of "Communication between containers", a text for those who learn Docker:
# ps NAME, links by id and alias, the environment, the hosts file, and a restart of the
# source.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/document.sh"
document_host
requires getent ping
plan 18

address_of() {
	docker inspect -f '{{.NetworkSettings.IPAddress}}' "$1"
}
id_of() {
	docker inspect -f '{{.Id}}' "$1" | cut -c-12
}

# --- ports ---
docker run -d -P training/webapp python app.py >/dev/null
docker rename "$(docker ps -lq)" nostalgic_morse
like "docker ps nostalgic_morse" '^training/webapp "python app.py" 0\.0\.0\.0:49[0-9]{3}->5000/tcp nostalgic_morse$' \
	"$(table "$(docker ps nostalgic_morse)" IMAGE COMMAND PORTS NAMES)"
docker run -d -p 80:5000 training/webapp python app.py >/dev/null
says_hello "port 80" http://127.0.0.1/

# --- links ---
docker run -d -P --name web training/webapp python app.py >/dev/null
like "docker ps -l" '^0\.0\.0\.0:49[0-9]{3}->5000/tcp web$' "$(table "$(docker ps -l)" PORTS NAMES)"
like "a name is taken once" '^Error: Conflict. The container name "/web" is already in use by container ' \
	"$(docker run -d -P --name web training/webapp python app.py 2>&1 || true)"
docker rm -f web >/dev/null
docker run -d --name db training/postgres >/dev/null
docker run -d -P --name web --link db:db training/webapp python app.py >/dev/null
is "docker inspect -f '{{ .HostConfig.Links }}' web" "[/db:/web/db]" \
	"$(docker inspect -f "{{ .HostConfig.Links }}" web)"
docker rm -f web >/dev/null
docker run -d -P --name web --link db training/webapp python app.py >/dev/null
is "without an alias" "[/db:/web/db]" "$(docker inspect -f "{{ .HostConfig.Links }}" web)"
docker rm -f web >/dev/null
docker run -d -P --name web --link "$(id_of db):webdb" training/webapp python app.py >/dev/null
is "by id, with an alias" "[/db:/web/webdb]" "$(docker inspect -f "{{ .HostConfig.Links }}" web)"
is "<alias>_NAME" WEBDB_NAME=/web/webdb \
	"$(tr '\0' '\n' <"/proc/$(docker inspect -f '{{.State.Pid}}' web)/environ" | grep ^WEBDB_NAME)"

# --- 1 environment ---
DB=$(address_of db)
is "docker run --rm --name web2 --link db:db training/webapp env" "DB_NAME=/web2/db
DB_PORT=tcp://$DB:5432
DB_PORT_5432_TCP=tcp://$DB:5432
DB_PORT_5432_TCP_ADDR=$DB
DB_PORT_5432_TCP_PORT=5432
DB_PORT_5432_TCP_PROTO=tcp" \
	"$(docker run --rm --name web2 --link db:db training/webapp env |
		grep ^DB_ | grep -v ^DB_ENV | LC_ALL=C sort)"
is "and the source's own" DB_ENV_PG_VERSION=9.3 \
	"$(docker run --rm --name web2 --link db:db training/webapp env | grep ^DB_ENV)"

# --- 2 hosts file ---
seen=$(on_terminal 'cat /etc/hosts' docker run -t -i --rm --link db:webdb training/webapp /bin/bash)
like "docker run -t -i --rm --link db:webdb training/webapp /bin/bash" \
	'root@[0-9a-f]{12}:/opt/webapp# ' "$seen"
is "cat /etc/hosts: the link" "$DB	webdb $(id_of db) db" "$(grep 'webdb ' <<<"$seen")"
like "cat /etc/hosts: the container itself" $'(^|\n)172\.17\.0\.[0-9]+\t[0-9a-f]{12}\n' "$seen"
like "ping webdb" "PING webdb \($DB\)" \
	"$(docker run --rm --link db:webdb training/webapp ping -c 1 -W 15 webdb)"

# --- a restart ---
is "docker restart db" db "$(docker restart -t 0 db)"
isnt "the source has another address" "$DB" "$(address_of db)"
is "which a new recipient sees" "$(address_of db)	db $(id_of db)" \
	"$(on_terminal 'cat /etc/hosts' docker run -t -i --rm --link db:db training/webapp /bin/bash |
		grep $'\tdb ')"
is "and the old one, too" "$(address_of db)	webdb $(id_of db) db" \
	"$(docker exec web cat /etc/hosts | grep webdb)"
