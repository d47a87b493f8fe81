// SPDX-License-Identifier: GPL-2.0-only
/* Networks made and removed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "names.h"
#include "network.h"
#include "network_config.h"
#include "network_subnets.h"

/* The default network is ctr0, the others count on from it. */
#define DEVICE_FORMAT	"ctr%u"

/* What fits a device's alias beside a blank and the id. */
#define NAME_MAX_LEN	(sizeof(((struct nl_network *)0)->alias) - NETWORK_ID_LEN - 2)

static int make_alias(const char *name, struct nl_network *net, struct error *err)
{
	unsigned char random[NETWORK_ID_LEN / 2];
	char *at;
	size_t i;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return error_set(err, errno, "cannot make an id: %s", strerror(errno));
	at = net->alias + sprintf(net->alias, "%s ", name);
	for (i = 0; i < sizeof(random); i++)
		at += sprintf(at, "%02x", random[i]);
	return 0;
}

/* One of choice is checked by the kernel, which may have got one of that name meanwhile. */
static void name_device(struct nl_network *net, const struct network_request *request)
{
	unsigned int number = strcmp(request->name, NETWORK_DEFAULT) ? 1 : 0;

	if (request->device) {
		snprintf(net->device, sizeof(net->device), "%s", request->device);
		return;
	}

	do {
		snprintf(net->device, sizeof(net->device), DEVICE_FORMAT, number++);
	} while (if_nametoindex(net->device));
}

static int not_a_word(const char *name, struct error *err)
{
	return error_set(err, EINVAL,
			 "Invalid network name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
			 name);
}

static int check_name(const char *name, const struct nl_network *nets, size_t n,
		      struct error *err)
{
	size_t i;

	if (!name_is_word(name))
		return not_a_word(name, err);
	if (strlen(name) > NAME_MAX_LEN)
		return error_set(err, ENAMETOOLONG,
				 "network name is longer than %zu characters",
				 NAME_MAX_LEN);
	for (i = 0; i < n; i++)
		if (!strcmp(network_name(&nets[i]), name))
			return error_set(err, EEXIST,
					 "network with name %s already exists", name);
	return 0;
}

static int check_device(const char *device, struct error *err)
{
	if (!device || !if_nametoindex(device))
		return 0;
	return error_set(err, EEXIST, "device %s exists already", device);
}

/* All about the network but its device. */
static int plan(struct nl *nl, const struct network_request *request,
		struct nl_network *net, struct network_config *config,
		struct error *err)
{
	struct nl_network *nets;
	size_t n;
	int ret;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	ret = check_name(request->name, nets, n, err);
	if (!ret)
		ret = check_device(request->device, err);
	if (!ret)
		ret = network_choose_subnets(nl, nets, n, request, net, config, err);
	free(nets);
	return ret ? ret : make_alias(request->name, net, err);
}

static int make(struct nl *nl, const struct network_request *request,
		struct nl_network *net, struct network_config *config,
		struct error *err)
{
	struct error ignored;

	if (nl_network_create(nl, net, err) < 0)
		return -1;
	*config->making = '\0';
	if (nl_network_set(nl, net->ifindex, &request->change, err) == 0 &&
	    network_config_save(network_id(net), config, err) == 0)
		return 0;
	nl_network_delete(nl, net->ifindex, &ignored);
	return -1;
}

/* Its file says first which device it is to be: that is how one is known which was not finished. */
int network_new(struct nl *nl, const struct network_request *request,
		struct nl_network *net, struct error *err)
{
	struct network_config config = request->config;

	*net = (struct nl_network){ .mtu = request->mtu };
	if (plan(nl, request, net, &config, err) < 0)
		return -1;
	name_device(net, request);
	config.created = container_now();
	memcpy(config.making, net->device, sizeof(config.making));
	if (network_config_save(network_id(net), &config, err) == 0 &&
	    make(nl, request, net, &config, err) == 0)
		return 0;
	network_config_delete(network_id(net));
	return -1;
}

int network_delete(struct nl *nl, const struct nl_network *net, struct error *err)
{
	if (nl_network_delete(nl, net->ifindex, err) < 0)
		return -1;
	network_config_delete(network_id(net));
	return 0;
}
