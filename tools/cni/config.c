// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "compiler.h"
#include "names.h"
#include "network_options.h"
#include "options.h"

const char *const cni_versions[CNI_N_VERSIONS] = {
	[CNI_0_3_1] = "0.3.1",
	[CNI_0_4_0] = "0.4.0",
	[CNI_1_0_0] = "1.0.0",
	[CNI_1_1_0] = "1.1.0",
};

/* What a configuration is taken to be which does not say it. */
#define VERSION_UNSAID	"0.1.0"

/* How an option of a network is written. */
enum kind {
	KIND_TEXT,
	KIND_TEXTS,
	KIND_NUMBER,		/* 0 is as if it were not there */
	KIND_SWITCH,
	KIND_FLAG,		/* only true says anything */
};

static const struct {
	const char *key;
	enum kind kind;
	option_take *take;
} options[] = {
	{ "subnets", KIND_TEXTS, network_option_subnet },
	{ "gateways", KIND_TEXTS, network_option_gateway },
	{ "ranges", KIND_TEXTS, network_option_ip_range },
	{ "ipv6", KIND_FLAG, network_option_ipv6 },
	{ "mtu", KIND_NUMBER, network_option_mtu },
	{ "device", KIND_TEXT, network_option_device },
	{ "publishAddress", KIND_TEXT, network_option_publish_address },
	{ "icc", KIND_SWITCH, network_option_icc },
	{ "ipMasq", KIND_SWITCH, network_option_masquerade },
	{ "firewall", KIND_SWITCH, network_option_firewall },
	{ "routed", KIND_SWITCH, network_option_routed },
	{ "internal", KIND_FLAG, network_option_internal },
};

static int wrong_kind(const char *key, const char *kind, struct cni_failure *f)
{
	return cni_fail(f, CNI_INVALID_CONFIG, "invalid %s: it must be %s", key, kind);
}

static int set_option(struct network_request *request, size_t i, const char *value,
		      struct cni_failure *f)
{
	struct error err;

	if (options[i].take(request, value, &err) == 0)
		return 0;
	return cni_fail(f, CNI_INVALID_CONFIG, "invalid %s: %s", options[i].key, err.text);
}

static int set_texts(struct network_request *request, size_t i, const json_t *array,
		     struct cni_failure *f)
{
	const json_t *item;
	size_t at;

	if (!json_is_array(array))
		return wrong_kind(options[i].key, "an array of strings", f);
	json_array_foreach(array, at, item) {
		if (!json_is_string(item))
			return wrong_kind(options[i].key, "an array of strings", f);
		if (set_option(request, i, json_string_value(item), f) < 0)
			return -1;
	}
	return 0;
}

static int set_number(struct network_request *request, size_t i, const json_t *number,
		      struct cni_failure *f)
{
	char text[32];

	if (!json_is_integer(number))
		return wrong_kind(options[i].key, "a number", f);
	if (!json_integer_value(number))
		return 0;
	snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(number));
	return set_option(request, i, text, f);
}

static int set_value(struct network_request *request, size_t i, const json_t *value,
		     struct cni_failure *f)
{
	switch (options[i].kind) {
	case KIND_TEXTS:
		return set_texts(request, i, value, f);
	case KIND_NUMBER:
		return set_number(request, i, value, f);
	case KIND_TEXT:
		if (!json_is_string(value))
			return wrong_kind(options[i].key, "a string", f);
		return set_option(request, i, json_string_value(value), f);
	case KIND_SWITCH:
	case KIND_FLAG:
		break;
	}
	if (!json_is_boolean(value))
		return wrong_kind(options[i].key, "true or false", f);
	if (options[i].kind == KIND_FLAG && json_is_false(value))
		return 0;
	return set_option(request, i, json_is_true(value) ? "on" : "off", f);
}

/* A member which is not there, or null, is NULL. */
static const json_t *member(const json_t *json, const char *key)
{
	const json_t *value = json_object_get(json, key);

	return json_is_null(value) ? NULL : value;
}

static int read_network(struct cni_config *config, struct cni_failure *f)
{
	const json_t *value;
	struct error err;
	size_t i;

	config->network.name = config->name;
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		value = member(config->json, options[i].key);
		if (value && set_value(&config->network, i, value, f) < 0)
			return -1;
	}
	if (network_request_check(&config->network, &err) < 0)
		return cni_fail_error(f, CNI_INVALID_CONFIG, &err);
	return 0;
}

static int incompatible(const char *version, struct cni_failure *f)
{
	size_t i, len;

	cni_fail(f, CNI_INCOMPATIBLE_VERSION, "incompatible CNI versions");
	snprintf(f->details, sizeof(f->details), "config is \"%s\", plugin supports [", version);
	for (i = 0; i < CNI_N_VERSIONS; i++) {
		len = strlen(f->details);
		snprintf(f->details + len, sizeof(f->details) - len, "%s\"%s\"%s",
			 i ? " " : "", cni_versions[i], i == CNI_N_VERSIONS - 1 ? "]" : "");
	}
	return -1;
}

/* The version in which a command came. */
static int check_command(enum cni_version version, enum cni_command command,
			 struct cni_failure *f)
{
	enum cni_version first = CNI_0_3_1;

	if (command == CNI_CHECK)
		first = CNI_0_4_0;
	else if (command == CNI_GC || command == CNI_STATUS)
		first = CNI_1_1_0;
	if (version >= first)
		return 0;
	return cni_fail(f, CNI_INCOMPATIBLE_VERSION, "config version does not allow %s",
			cni_command_name(command));
}

static int read_version(struct cni_config *config, enum cni_command command,
			struct cni_failure *f)
{
	const json_t *json = member(config->json, "cniVersion");
	const char *text = json ? json_string_value(json) : VERSION_UNSAID;
	unsigned int version;

	if (!text)
		return cni_fail(f, CNI_DECODING_FAILURE,
				"decoding version from network config: cniVersion must be a string");
	if (!*text)
		text = VERSION_UNSAID;
	for (version = 0; version < CNI_N_VERSIONS; version++) {
		if (!strcmp(text, cni_versions[version])) {
			config->version = version;
			return check_command(version, command, f);
		}
	}
	return incompatible(text, f);
}

static int read_name(struct cni_config *config, struct cni_failure *f)
{
	const json_t *json = member(config->json, "name");

	if (!json)
		return cni_fail(f, CNI_INVALID_CONFIG, "missing network name");
	if (!json_is_string(json))
		return wrong_kind("name", "a string", f);
	config->name = json_string_value(json);
	if (!name_is_word(config->name))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"invalid characters found in network name: %s", config->name);
	if (network_pseudo_pick(config->name))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"%s is no network to put something on", config->name);
	return 0;
}

static int read_ipam(struct cni_config *config, struct cni_failure *f)
{
	const json_t *ipam = member(config->json, "ipam"), *type;

	if (!ipam)
		return 0;
	if (!json_is_object(ipam))
		return wrong_kind("ipam", "an object", f);
	type = member(ipam, "type");
	if (type && !json_is_string(type))
		return wrong_kind("ipam.type", "a string", f);
	if (!type || !json_string_length(type))
		return 0;
	config->ipam = json_string_value(type);
	/* It is looked for in the folders of CNI_PATH only. */
	if (strchr(config->ipam, '/'))
		return cni_fail(f, CNI_INVALID_CONFIG, "invalid ipam.type: %s", config->ipam);
	return 0;
}

static int read_object(const struct cni_config *config, const char *key, int code,
		       const json_t **object, struct cni_failure *f)
{
	*object = member(config->json, key);
	if (!*object || json_is_object(*object))
		return 0;
	return cni_fail(f, code, "invalid %s: it must be an object", key);
}

/* Limits of nothing limit nothing. */
static bool has_limit(const json_t *bandwidth)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)bandwidth, key, value)
		if (!json_is_null(value) && !(json_is_integer(value) && !json_integer_value(value)))
			return true;
	return !json_is_object(bandwidth);
}

static int refuse(const char *key, const char *instead, struct cni_failure *f)
{
	return cni_fail(f, CNI_UNSUPPORTED_FIELD,
			"unsupported field in network configuration: runtimeConfig.%s: %s", key,
			instead);
}

/* What would be left undone is refused, and not passed over. */
static int check_runtime(const struct cni_config *config, struct cni_failure *f)
{
	const json_t *bandwidth = member(config->runtime, "bandwidth");
	const json_t *ranges = member(config->runtime, "ipRanges");

	if (bandwidth && has_limit(bandwidth))
		return refuse("bandwidth",
			      "ctrnet does not limit bandwidth, leave out the capability", f);
	if (ranges && !config->ipam)
		return refuse("ipRanges",
			      "they are for an ipam plugin, subnets for ctrnet itself", f);
	return 0;
}

static int decode(struct cni_config *config, const char *input, size_t len,
		  struct cni_failure *f)
{
	json_error_t cause;

	config->json = json_loadb(input, len, 0, &cause);
	if (!config->json)
		return cni_fail(f, CNI_DECODING_FAILURE,
				"cannot decode the network configuration: line %d: %s",
				cause.line, cause.text);
	if (json_is_object(config->json))
		return 0;
	return cni_fail(f, CNI_DECODING_FAILURE,
			"cannot decode the network configuration: it is no object");
}

int cni_config_read(struct cni_config *config, enum cni_command command,
		    const char *input, size_t len, struct cni_failure *f)
{
	*config = (struct cni_config){ .version = CNI_1_1_0 };
	if (decode(config, input, len, f) < 0)
		return -1;
	if (command == CNI_VERSION)
		return 0;
	if (read_version(config, command, f) < 0 || read_name(config, f) < 0 ||
	    read_object(config, "runtimeConfig", CNI_INVALID_CONFIG, &config->runtime, f) < 0 ||
	    read_object(config, "prevResult", CNI_DECODING_FAILURE, &config->previous, f) < 0 ||
	    read_ipam(config, f) < 0)
		return -1;
	/* What has been made before goes away by its name alone. */
	if (command == CNI_DEL || command == CNI_GC)
		return 0;
	if (read_network(config, f) < 0)
		return -1;
	return check_runtime(config, f);
}

void cni_config_free(struct cni_config *config)
{
	network_request_clear(&config->network);
	json_decref(config->json);
}

const char *cni_config_version(const struct cni_config *config)
{
	const char *asked = json_string_value(json_object_get(config->json, "cniVersion"));
	size_t i;

	for (i = 0; asked && i < CNI_N_VERSIONS; i++)
		if (!strcmp(asked, cni_versions[i]))
			return cni_versions[i];
	return cni_versions[CNI_N_VERSIONS - 1];
}
