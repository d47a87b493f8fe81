# SPDX-License-Identifier: GPL-2.0-only
# Sums up KTAP: how many tests were planned, and how many were ok, not ok and
# skipped. There may be the output of several programs, one after the other. The
# plan is "-" unless each of them has one.

/^(KTAP|TAP) version/ { programs++ }
/^1\.\.[0-9]+/        { plans++; planned += substr($1, 4) }
/^not ok [0-9]+/      { bad++; next }
/^ok [0-9]+.*# SKIP/  { skipped++; next }
/^ok [0-9]+/          { good++ }

END {
	print plans && plans == programs ? planned : "-", good + 0, bad + 0, skipped + 0
}
