// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "compiler.h"
#include "container.h"

static const char *const adjectives[] = {
	"able", "agile", "airy", "alert", "ample", "apt", "ardent", "artful",
	"astute", "balmy", "blithe", "breezy", "brisk", "calm", "candid",
	"canny", "careful", "cheery", "civil", "clear", "cosy", "crisp",
	"curious", "dapper", "daring", "deft", "diligent", "droll", "earnest",
	"exact", "fair", "fearless", "fleet", "fluent", "frank", "fresh",
	"gallant", "genial", "gentle", "glad", "graceful", "handy", "hardy",
	"hearty", "honest", "humble", "jaunty", "jovial", "keen", "kind",
	"lively", "loyal", "lucid", "mellow", "merry", "mild", "modest", "neat",
	"nimble", "noble", "nostalgic", "patient", "placid", "plucky", "polite",
	"prompt", "prudent", "quick", "quiet", "robust", "rosy", "savvy",
	"sincere", "snug", "sober", "spry", "stable", "steady", "sturdy",
	"sunny", "swift", "tidy", "tranquil", "trusty", "upbeat", "vivid",
	"warm", "wary", "wise", "witty", "zesty",
};

static const char *const surnames[] = {
	"abel", "alhazen", "ampere", "archimedes", "arrhenius", "avogadro",
	"banach", "bardeen", "becquerel", "bernoulli", "bessel", "bohr",
	"boltzmann", "boole", "born", "bose", "boyle", "bragg", "brahe",
	"cantor", "carnot", "cauchy", "cavendish", "celsius", "chadwick",
	"chebyshev", "clausius", "compton", "copernicus", "coulomb", "curie",
	"cuvier", "dalton", "darwin", "dedekind", "descartes", "dijkstra",
	"dirac", "doppler", "eddington", "einstein", "erdos", "euclid", "euler",
	"faraday", "fermat", "fermi", "feynman", "fibonacci", "fourier",
	"franklin", "frege", "fresnel", "galileo", "galois", "galvani", "gauss",
	"gibbs", "godel", "halley", "hamilton", "harvey", "heisenberg",
	"helmholtz", "herschel", "hertz", "hilbert", "hooke", "hopper",
	"hubble", "humboldt", "huygens", "hypatia", "jacobi", "joule", "kelvin",
	"kepler", "kirchhoff", "klein", "kolmogorov", "kovalevskaya", "kuiper",
	"lagrange", "laplace", "lavoisier", "legendre", "leibniz", "linnaeus",
	"liouville", "lorentz", "lovelace", "lyell", "mach", "markov",
	"maxwell", "meitner", "mendel", "mendeleev", "minkowski", "mobius",
	"morse", "napier", "nernst", "newton", "noether", "oersted", "ohm",
	"oort", "pascal", "pasteur", "pauli", "peano", "perrin", "planck",
	"poincare", "poisson", "priestley", "ptolemy", "ramanujan", "rayleigh",
	"riemann", "rontgen", "rutherford", "sagan", "schrodinger", "shannon",
	"snell", "stokes", "tarski", "thales", "torricelli", "turing", "venn",
	"volta", "wallace", "watt", "weber", "wegener", "weierstrass", "wien",
	"wiener", "young", "yukawa", "zeeman", "zeno",
};

/* Not isalnum(), which a locale may widen. */
#define ALPHANUMERIC \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

bool name_is_word(const char *name)
{
	return *name && strchr(ALPHANUMERIC, *name) &&
	       name[strspn(name, ALPHANUMERIC "_.-")] == '\0';
}

int name_check(const char *name, const char **checked, struct error *err)
{
	if (*name == '/')
		name++;
	*checked = name;
	if (container_is_id(name))
		return error_set(err, EINVAL,
				 "Invalid container name (%s), %d hexadecimal digits are an id",
				 name, CONTAINER_ID_LEN);
	if (strlen(name) >= 2 && name_is_word(name))
		return 0;
	return error_set(err, EINVAL,
			 "Invalid container name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed%s",
			 name, name_is_word(name) ? ", two characters at least" : "");
}

int id_make(char id[65], struct error *err)
{
	unsigned char random[32];
	size_t i;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return error_set(err, errno, "cannot make an id: %s",
				 strerror(errno));
	for (i = 0; i < sizeof(random); i++)
		sprintf(id + 2 * i, "%02x", random[i]);
	return 0;
}

const char *name_made_up(unsigned int try)
{
	static char name[64];
	uint32_t random[3] = { 0 };
	const char *adjective, *surname;

	if (getrandom(random, sizeof(random), 0) < 0)
		random[0] = try;
	adjective = adjectives[random[0] % ARRAY_SIZE(adjectives)];
	surname = surnames[random[1] % ARRAY_SIZE(surnames)];
	if (try == 0)
		snprintf(name, sizeof(name), "%s_%s", adjective, surname);
	else
		snprintf(name, sizeof(name), "%s_%s%u", adjective, surname,
			 random[2] % 10);
	return name;
}
