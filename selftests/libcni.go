// SPDX-License-Identifier: GPL-2.0-only

// Runs one command of a list of CNI plugins by libcni, as engines do.
//
// usage: libcni add|check|del FOLDER CONFLIST ID NETNS IFNAME [CAPABILITIES]
//
// FOLDER has the plugins; CAPABILITIES is JSON. What is answered is printed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/containernetworking/cni/libcni"
)

func run(args []string) error {
	if len(args) < 6 {
		return fmt.Errorf("usage: libcni add|check|del FOLDER CONFLIST ID NETNS IFNAME [CAPABILITIES]")
	}
	list, err := libcni.ConfListFromFile(args[2])
	if err != nil {
		return err
	}
	rt := &libcni.RuntimeConf{ContainerID: args[3], NetNS: args[4], IfName: args[5]}
	if len(args) > 6 {
		if err := json.Unmarshal([]byte(args[6]), &rt.CapabilityArgs); err != nil {
			return err
		}
	}
	cni := libcni.NewCNIConfigWithCacheDir([]string{args[1]}, "/run/libcni", nil)
	switch args[0] {
	case "add":
		result, err := cni.AddNetworkList(context.Background(), list, rt)
		if err != nil {
			return err
		}
		return result.PrintTo(os.Stdout)
	case "check":
		return cni.CheckNetworkList(context.Background(), list, rt)
	case "del":
		return cni.DelNetworkList(context.Background(), list, rt)
	}
	return fmt.Errorf("no such command: %s", args[0])
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
