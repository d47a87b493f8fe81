// SPDX-License-Identifier: GPL-2.0-only
#include "elsewhere.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler.h"

static const char registry[] =
	"skopeo copies images to OCI layouts, which 'image add NAME --oci LAYOUT' takes";
static const char folder[] = "'image add NAME --rootfs DIR' makes an image of a folder";
static const char engine[] =
	"an engine such as podman does that; ctrnet-cni(7), ctrnet-netavark(7) are its network";
static const char files[] =
	"its files are below the /proc/PID/root of 'inspect -f {{.State.Pid}}'";

static const char by_time[] = "'logs -t' tells the time of each line";
static const char any_container[] = "a network is this host's, and for any container of it";
static const char no_volumes[] =
	"no volume is a container's own; what it has written goes with it";

static const struct {
	const char *name;
	const char *instead;
} rows[] = {
	{ "attach",
	  "'logs -f CONTAINER' shows its output, 'exec -it CONTAINER sh' is a shell in it" },
	{ "build", folder },
	{ "commit", folder },
	{ "compose",
	  "'restore -f FILE' makes networks, namespaces, ports and links: ctrnet.json(5)" },
	{ "container prune",
	  "'rm' removes those which 'ps -aq -f status=exited' lists" },
	{ "cp", files },
	{ "diff", files },
	{ "events",
	  "'monitor' tells of networks, ports and links; 'ps' and 'wait' tell of containers" },
	{ "exec --privileged", engine },
	{ "export", files },
	{ "image build", folder },
	{ "image import", folder },
	{ "image load", registry },
	{ "image prune", "'image rm IMAGE' removes an image" },
	{ "image pull", registry },
	{ "image push", registry },
	{ "image save", registry },
	{ "image tag", folder },
	{ "images", "'image ls' lists images" },
	{ "import", folder },
	{ "info", "'network ls', 'stats' and 'ps -a' tell what there is" },
	{ "load", registry },
	{ "login", registry },
	{ "logs --since", by_time },
	{ "logs --until", by_time },
	{ "network create --attachable", any_container },
	{ "network create --scope", any_container },
	{ "pause", engine },
	{ "pull", registry },
	{ "push", registry },
	{ "rmi", "'image rm IMAGE' removes an image" },
	{ "rm --volumes", no_volumes },
	{ "rm -v", no_volumes },
	{ "run --cap-add", engine },
	{ "run --cap-drop", engine },
	{ "run --cpus", engine },
	{ "run --device", "'-v /dev/NAME:/dev/NAME' shows a device of the host" },
	{ "run --dns-search", "a 'search' line can be put in the container's /etc/resolv.conf" },
	{ "run --entrypoint",
	  "what follows -- is all of the command; '--rootfs DIR' gives its root" },
	{ "run --gpus", engine },
	{ "run --init", "the command is process 1: what is to reap others has to be that" },
	{ "run --ipc", engine },
	{ "run --log-driver", "'logs' shows what a container has written" },
	{ "run --memory", engine },
	{ "run --mount", "'-v /FOLDER:/PATH' shows a folder of the host" },
	{ "run --pid", engine },
	{ "run --platform", engine },
	{ "run --privileged", engine },
	{ "run --pull", registry },
	{ "run --read-only",
	  "'-v /FOLDER:/PATH:ro' shows a folder which cannot be changed" },
	{ "run --restart", "nothing is restarted by itself; 'ctrnetctl start' does it" },
	{ "run --shm-size", engine },
	{ "run --stop-signal", "'kill -s SIGNAL' sends any, and 'stop' SIGTERM" },
	{ "run --stop-timeout", "'stop -t SECONDS' says how long to wait" },
	{ "run --sysctl", engine },
	{ "run --tmpfs", "/tmp and /run of a container are its own; '-v' shows it other folders" },
	{ "run --ulimit", "'ulimit' in the command's shell sets limits" },
	{ "run --userns", engine },
	{ "run --volumes-from", "'-v /FOLDER:/PATH' shows the same folder to both" },
	{ "run -a", "in the foreground, all streams are attached" },
	{ "run -c", engine },
	{ "run -m", engine },
	{ "save", registry },
	{ "search", registry },
	{ "service", engine },
	{ "stats --no-stream", "it shows what there is once, and ends" },
	{ "stop --signal", "'kill -s SIGNAL' sends any, and 'stop' SIGTERM" },
	{ "stop -s", "'kill -s SIGNAL' sends any, and 'stop' SIGTERM" },
	{ "stack", engine },
	{ "swarm", engine },
	{ "system", "'network prune', 'rm' and 'image rm' remove what is not used" },
	{ "tag", folder },
	{ "top", "'exec CONTAINER ps' lists its processes" },
	{ "unpause", engine },
	{ "update", "'publish', 'link' and 'network connect' change one that runs" },
	{ "version", "'--version' prints it" },
	{ "volume", "'run -v /FOLDER:/PATH' shows a folder of the host; no volume has a name" },
};

/* Whether @key is "OF NAME", or "NAME" of nothing. */
static bool is_called(const char *key, const char *of, const char *name)
{
	size_t len = of ? strlen(of) : 0;

	if (!of)
		return !strcmp(key, name);
	return !strncmp(key, of, len) && key[len] == ' ' && !strcmp(key + len + 1, name);
}

const char *elsewhere(const char *of, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (is_called(rows[i].name, of, name))
			return rows[i].instead;
	return NULL;
}
