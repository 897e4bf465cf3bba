package engine

import (
	"os/user"
	"strconv"
)

// lookUpOwner turns names or numbers of a user and a group into numbers; an
// empty one means "leave as it is" (-1, as chown(2) has it).
func lookUpOwner(userName, groupName string) (uid, gid int, err error) {
	uid, gid = -1, -1
	if userName != "" {
		if uid, err = strconv.Atoi(userName); err != nil {
			u, err := user.Lookup(userName)
			if err != nil {
				return -1, -1, err
			}
			uid, _ = strconv.Atoi(u.Uid)
		}
	}
	if groupName != "" {
		if gid, err = strconv.Atoi(groupName); err != nil {
			g, err := user.LookupGroup(groupName)
			if err != nil {
				return -1, -1, err
			}
			gid, _ = strconv.Atoi(g.Gid)
		}
	}
	return uid, gid, nil
}
