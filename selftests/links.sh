#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a container learns of those it is linked to: variables, lines of its
# hosts file, and that these follow.
# Sets: core sanitized
#
#   --------+-------- network "bridge"
#   |       |
#   web --> db (alias db, alias webdb)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires getent
plan 45

db=db-$tag web=web-$tag other=other-$tag

start "$db" -h dbhost --expose 5432 -e PG_VERSION=9.3 -e EMPTY= -e "EQUAL=a=b c" \
	-e HOME=/nowhere -- sleep infinity
DB=$(address "$db")

# --- variables ---
is "all variables, in order" "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOSTNAME=webhost
DB_PORT=tcp://$DB:5432
DB_PORT_5432_TCP=tcp://$DB:5432
DB_PORT_5432_TCP_ADDR=$DB
DB_PORT_5432_TCP_PORT=5432
DB_PORT_5432_TCP_PROTO=tcp
DB_NAME=/$web/db
DB_ENV_PG_VERSION=9.3
DB_ENV_EMPTY=
DB_ENV_EQUAL=a=b c
HOME=/root" "$(ctrnetctl run --rm --name "$web" -h webhost --link "$db:db" -- env)"

is "without the source's own variables" "$(printf '%s\n' DB_NAME="/$web/db" \
	DB_PORT="tcp://$DB:5432" DB_PORT_5432_TCP="tcp://$DB:5432" \
	DB_PORT_5432_TCP_ADDR="$DB" DB_PORT_5432_TCP_PORT=5432 DB_PORT_5432_TCP_PROTO=tcp)" \
	"$(ctrnetctl run --rm --name "$web" --link-env ports --link "$db:db" -- env |
		grep ^DB_ | LC_ALL=C sort)"
lacks "without any" ^DB_ ctrnetctl run --rm --name "$web" --link-env none --link "$db:db" -- env
is "one's own variable wins" "DB_PORT=mine" \
	"$(ctrnetctl run --rm --name "$web" -e DB_PORT=mine --link "$db:db" -- env | grep ^DB_PORT=)"

start "$other" --expose 8000-8002 --expose 53/udp --expose 53 -p 127.0.0.1::7 -- sleep infinity
OTHER=$(address "$other")
is "ports: the lowest first, TCP before UDP, runs by their ends" "MY_SRC.1_PORT=tcp://$OTHER:7
MY_SRC.1_PORT_7_TCP=tcp://$OTHER:7
MY_SRC.1_PORT_7_TCP_ADDR=$OTHER
MY_SRC.1_PORT_7_TCP_PORT=7
MY_SRC.1_PORT_7_TCP_PROTO=tcp
MY_SRC.1_PORT_53_TCP=tcp://$OTHER:53
MY_SRC.1_PORT_53_TCP_ADDR=$OTHER
MY_SRC.1_PORT_53_TCP_PORT=53
MY_SRC.1_PORT_53_TCP_PROTO=tcp
MY_SRC.1_PORT_53_UDP=udp://$OTHER:53
MY_SRC.1_PORT_53_UDP_ADDR=$OTHER
MY_SRC.1_PORT_53_UDP_PORT=53
MY_SRC.1_PORT_53_UDP_PROTO=udp
MY_SRC.1_PORT_8000_TCP=tcp://$OTHER:8000
MY_SRC.1_PORT_8000_TCP_ADDR=$OTHER
MY_SRC.1_PORT_8000_TCP_PORT=8000
MY_SRC.1_PORT_8000_TCP_PROTO=tcp
MY_SRC.1_PORT_8001_TCP=tcp://$OTHER:8001
MY_SRC.1_PORT_8001_TCP_ADDR=$OTHER
MY_SRC.1_PORT_8001_TCP_PORT=8001
MY_SRC.1_PORT_8001_TCP_PROTO=tcp
MY_SRC.1_PORT_8002_TCP=tcp://$OTHER:8002
MY_SRC.1_PORT_8002_TCP_ADDR=$OTHER
MY_SRC.1_PORT_8002_TCP_PORT=8002
MY_SRC.1_PORT_8002_TCP_PROTO=tcp
MY_SRC.1_PORT_8000_TCP_START=tcp://$OTHER:8000
MY_SRC.1_PORT_8000_TCP_PORT_START=8000
MY_SRC.1_PORT_8000_TCP_END=tcp://$OTHER:8002
MY_SRC.1_PORT_8000_TCP_PORT_END=8002
MY_SRC.1_NAME=/$web/my-src.1" \
	"$(ctrnetctl run --rm --name "$web" --link "$other:my-src.1" -- env | grep ^MY_)"

# --- hosts file ---
start "$web" -h webhost --link "$db:webdb" --link "$db:db" --link "$other" -- sleep infinity
WEB=$(address "$web")
hosts() {
	ctrnetctl exec "$web" cat /etc/hosts
}
common=$(printf '127.0.0.1\tlocalhost\n'
	[[ ! -e /proc/sys/net/ipv6 ]] || printf '%s\t%s\n' \
		::1 "localhost ip6-localhost ip6-loopback" fe00::0 ip6-localnet \
		ff00::0 ip6-mcastprefix ff02::1 ip6-allnodes ff02::2 ip6-allrouters)
other_host=$(field "$other" .Config.Hostname)
is "hosts file" "$common
$DB	db dbhost $db
$OTHER	$other $other_host
$DB	webdb dbhost $db
$WEB	webhost" "$(hosts)"
is "added hosts come before links, and a full host name has its first part" "192.0.2.9	ext
$OTHER	x $other_host $other
ADDRESS	a.b.c a" "$(ctrnetctl run --rm -h a.b.c --add-host ext:192.0.2.9 --link "$other:x" -- cat /etc/hosts |
	tail -n 3 | sed "s/^[0-9.]*\ta\.b/ADDRESS	a.b/")"
is "its mode" 644 "$(ctrnetctl exec "$web" stat -c %a /etc/hosts)"
like "the alias leads to the source" "^$DB " "$(ctrnetctl exec "$web" getent ahostsv4 webdb)"
like "and so does its name" "^$DB " "$(ctrnetctl exec "$web" getent ahostsv4 "$db")"
succeeds "it can be pinged by it" ctrnetctl exec "$web" ping -qc 1 -W 15 webdb
lacks "the host's own file has none of this" "$tag" cat /etc/hosts
lacks "nor has the source's" "$web" ctrnetctl exec "$db" cat /etc/hosts

is "inspect shows links" "[/$db:/$web/db /$other:/$web/$other /$db:/$web/webdb]" \
	"$(field "$web" .HostConfig.Links)"
is "none is an empty list" "[]" "$(field "$db" .HostConfig.Links)"
is "as JSON" "null [\"/$db:/$web/db\",\"/$other:/$web/$other\",\"/$db:/$web/webdb\"]" \
	"$(field "$db" 'json .HostConfig.Links') $(field "$web" 'json .HostConfig.Links')"
is "a link's name stands for the source" "/$db" "$(field "$web/webdb" .Name)"

# --- they follow ---
ctrnetctl exec "$web" sh -c 'echo "192.0.2.1 db-2 mydb # mine" >>/etc/hosts'
inode=$(ctrnetctl exec "$web" stat -c %i /etc/hosts)
# Aliases which are other names, too: of its own host, of a host which was added, of its loopback.
front=front-$tag
start "$front" -h front --add-host ext:192.0.2.9 --link "$db:front" --link "$db:ext" --link "$db:localhost" -- \
	sleep infinity
ctrnetctl restart -t 0 "$db" >/dev/null
NEW=$(address "$db")
isnt "the source has another address after a restart" "$DB" "$NEW"
is "the recipient's file has it, and the user's line still" "$common
$NEW	db dbhost $db
$OTHER	$other $other_host
$NEW	webdb dbhost $db
$WEB	webhost
192.0.2.1 db-2 mydb # mine" "$(hosts)"
is "it is the same file" "$inode" "$(ctrnetctl exec "$web" stat -c %i /etc/hosts)"
is "the variables of a running process stay" "tcp://$DB:5432" \
	"$(tr '\0' '\n' <"/proc/$(pid "$web")/environ" | sed -n 's/^DB_PORT=//p')"

fixed="$common
192.0.2.9	ext"
own="$(address "$front")	front"
is "a link's alias which is another name, too, takes no line of that" "$fixed
$NEW	ext dbhost $db
$NEW	front dbhost $db
$NEW	localhost dbhost $db
$own" "$(at "$front" cat /etc/hosts)"
for alias in front ext localhost; do
	ctrnetctl unlink "$front" "$alias" >/dev/null
done
is "nor does unlink" "$fixed
$own" "$(at "$front" cat /etc/hosts)"
ctrnetctl rm -f "$front" >/dev/null

ctrnetctl rm -f "$db" >/dev/null
start "$db" -h newhost -- sleep infinity
NEW=$(address "$db")
is "a source made anew under its name is found again" "$NEW	db newhost $db" \
	"$(hosts | grep $'\tdb ')"

# --- live changes ---
ctrnetctl unlink "$web" db >/dev/null
lacks "unlink takes its line" $'\tdb ' hosts
is "and leaves the others" 2 "$(hosts | grep -c "$tag")"
ctrnetctl link "$web" "$db:late" >/dev/null
is "link adds a line before the own one" "$NEW	late newhost $db
$WEB	webhost" "$(hosts | grep -B1 $'\twebhost$')"
succeeds "rm --link" sh -c "ctrnetctl rm --link $web/late >/dev/null"
is "is an unlink" "[/$other:/$web/$other /$db:/$web/webdb]" "$(field "$web" .HostConfig.Links)"
is "not the end of the source" running "$(field "$db" .State.Status)"
refused "a link's name is no container to remove" 1 \
	"Error: $web/webdb names a link: remove it with rm --link $web/webdb, or the container by its own name" \
	ctrnetctl rm -f "$web/webdb"

# --- refusals ---
late=late-$tag
no_link() {
	refused "$1" 125 "Error: $2" ctrnetctl run -d --name "$late" "${@:3}" -- true
}
no_link "a link to nobody" "could not get container for none-$tag: No such container: none-$tag" \
	--link "none-$tag:db"
no_link "a link of three parts" "bad format for links: a:b:c" --link a:b:c
no_link "no link" "empty string specified for links" --link ""
no_link "one alias for two" "Conflict. The link alias \"x\" is given to /$db and to /$other" \
	--link "$db:x" --link "$other:x"
refused "none of them left a container" 1 "Error: No such object: $late" \
	field "$late" .Id

# A lease (fcntl(2)) has who opens the file wait, if he does not mind.
lease='import fcntl, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
files = [open(path, "r+") for path in sys.argv[1:]]
for file in files:
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("leased", flush=True)
time.sleep(1000)'
start "lessee-$tag" --link "$other:x" -- python3 -c "$lease" /etc/hosts
wait_for 20 eval "ctrnetctl logs lessee-$tag | grep -q leased"
like "a hosts file with a lease on it is not waited for" ': Resource temporarily unavailable$' \
	"$(ctrnetctl unlink "lessee-$tag" x 2>&1 || true)"
is "and keeps no link" "[]" "$(field "lessee-$tag" .HostConfig.Links)"
start "leased-$tag" -h leased -- sleep infinity
start "beside-$tag" --network "container:leased-$tag" -- \
	python3 -c "$lease" /etc/hosts /etc/hostname /etc/resolv.conf
wait_for 20 eval "ctrnetctl logs beside-$tag | grep -q leased"
ctrnetctl stop -t 0 "leased-$tag" >/dev/null
succeeds "nor are leases on all of a container's files by one beside it" \
	timeout "$((40 * slow))" ctrnetctl start "leased-$tag"
is "it starts with files of its own" "leased
$(address "leased-$tag")	leased" "$(at "leased-$tag" sh -c 'cat /etc/hostname; tail -n 1 /etc/hosts')"

ctrnetctl stop -t 0 "$db" >/dev/null
is "the lines of a source which is stopped stay" "$NEW	webdb newhost $db" "$(hosts | grep $'\twebdb ')"
no_link "a link to one which is stopped" \
	"Cannot link to a non running container: /$db AS /$late/db" --name "$late" --link "$db:db"
ctrnetctl rm -f "$late" "$db" >/dev/null
is "a recipient starts again though a source is gone, and says so" \
	"WARNING: link webdb of $web leads nowhere: No such container: $db
$web" "$(ctrnetctl restart -t 0 "$web" 2>&1)"
is "with the lines of those which are not" 1 "$(hosts | grep -c "$other")"
lacks "and without what was edited" mydb hosts
