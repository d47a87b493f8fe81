# SPDX-License-Identifier: GPL-2.0-only
# What the uapi header's comment says of an enumeration's members which begin with
# prefix, its first sentence, for the initializer of an array.

function flush() {
	if (name) {
		sub(/\. .*/, ".", text)
		sub(/\.$/, "", text)
		printf "\t[%s] = \"%s\",\n", name, text
	}
	name = ""
}

/^ \* @|^ \*\// { flush() }
$0 ~ "^ \\* @" prefix {
	name = substr($2, 2)
	sub(/:$/, "", name)
	text = $0
	sub(/^[^:]*: */, "", text)
	next
}
name { text = text " " substr($0, 6) }
