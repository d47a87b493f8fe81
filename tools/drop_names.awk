# SPDX-License-Identifier: GPL-2.0-only
# The names of drop reasons, as the comment in the uapi header says they are
# made, for the initializer of an array.

/^\tCTRNET_DROP_[A-Z_]+( = [0-9]+)?,$/ {
	sub(/,$/, "")
	name = tolower(substr($1, length("CTRNET_DROP_") + 1))
	gsub("_", "-", name)
	printf "\t[%s] = \"%s\",\n", $1, name
}
