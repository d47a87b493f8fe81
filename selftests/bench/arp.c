// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it costs to ask by ARP for an address and to be answered.
 *
 * usage: arp NETNS DEVICE ADDRESS ROUNDS
 *
 * Prints the nanoseconds per question.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static int fd;
static struct sockaddr_ll everybody = {
	.sll_family	= AF_PACKET,
	.sll_halen	= ETH_ALEN,
	.sll_addr	= { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
};

static struct ether_arp question = {
	.ea_hdr = { .ar_hln = ETH_ALEN, .ar_pln = 4 },
};

static void prepare(const char *device, const char *address)
{
	int any = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request = {};

	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	if (ioctl(any, SIOCGIFINDEX, &request))
		err(1, "%s", device);
	everybody.sll_ifindex = request.ifr_ifindex;
	everybody.sll_protocol = htons(ETH_P_ARP);
	if (ioctl(any, SIOCGIFHWADDR, &request))
		err(1, "%s", device);
	memcpy(question.arp_sha, request.ifr_hwaddr.sa_data, ETH_ALEN);
	if (ioctl(any, SIOCGIFADDR, &request))
		err(1, "%s", device);
	memcpy(question.arp_spa, &((struct sockaddr_in *)&request.ifr_addr)->sin_addr, 4);
	if (inet_pton(AF_INET, address, question.arp_tpa) != 1)
		errx(2, "%s: not an address", address);
	question.ea_hdr.ar_hrd = htons(ARPHRD_ETHER);
	question.ea_hdr.ar_pro = htons(ETHERTYPE_IP);
	question.ea_hdr.ar_op = htons(ARPOP_REQUEST);

	fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ARP));
	if (fd < 0 || bind(fd, (struct sockaddr *)&everybody, sizeof(everybody)))
		err(1, "socket");
}

static void ask(void)
{
	struct ether_arp answer;

	if (sendto(fd, &question, sizeof(question), 0, (struct sockaddr *)&everybody,
		   sizeof(everybody)) < 0)
		err(1, "sendto");
	do {
		if (recv(fd, &answer, sizeof(answer), 0) < 0)
			err(1, "recv");
	} while (ntohs(answer.ea_hdr.ar_op) != ARPOP_REPLY);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	int netns, rounds, i;
	double start;

	if (argc != 5)
		errx(2, "usage: arp NETNS DEVICE ADDRESS ROUNDS");
	netns = open(argv[1], O_RDONLY);
	if (netns < 0 || setns(netns, CLONE_NEWNET))
		err(1, "%s", argv[1]);
	prepare(argv[2], argv[3]);
	rounds = atoi(argv[4]);
	ask();
	start = now();
	for (i = 0; i < rounds; i++)
		ask();
	printf("%.0f\n", (now() - start) / rounds);
	return 0;
}
