# SPDX-License-Identifier: GPL-2.0-only
# The names of an enumeration's members which begin with prefix, as the uapi header's
# generator makes members of names, for the initializer of an array.

$0 ~ "^\t" prefix "[A-Z_]+( = [0-9]+)?,$" {
	sub(/,$/, "")
	name = tolower(substr($1, length(prefix) + 1))
	gsub("_", "-", name)
	printf "\t[%s] = \"%s\",\n", $1, name
}
