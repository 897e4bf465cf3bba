/*
 * Overlay file systems (lws-misc.h): layers in their order, what is written stays apart.
 * In namespaces of its own, where whoever runs it may mount; 77 where the kernel lets nobody.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <libwebsockets.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int failures;

static void
check(const char *what, int good)
{
	if (good)
		return;
	printf("%s\n", what);
	failures++;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f)) {
		perror(path);
		exit(1);
	}
}

static void
check_text(const char *path, const char *want)
{
	char text[64] = "";
	FILE *f = fopen(path, "r");

	if (f) {
		if (!fgets(text, sizeof(text), f))
			text[0] = 0;
		fclose(f);
	} else
		snprintf(text, sizeof(text), "(%s)", strerror(errno));
	if (!strcmp(text, want))
		return;
	printf("%s: \"%s\", want \"%s\"\n", path, text, want);
	failures++;
}

/** Root of new namespaces, with nothing below /mnt but what this makes. */
static void
separate(void)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %d 1", (int)getuid());
	snprintf(groups, sizeof(groups), "0 %d 1", (int)getgid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) {
		printf("no namespaces: %s\n", strerror(errno));
		exit(77);
	}
	put("/proc/self/uid_map", users);
	put("/proc/self/setgroups", "deny");
	put("/proc/self/gid_map", groups);
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount("none", "/mnt", "tmpfs", 0, NULL)) {
		printf("no mounts: %s\n", strerror(errno));
		exit(77);
	}
}

int
main(void)
{
	static const char *const directories[] = {
		"/mnt/layers", "/mnt/layers/a,b:c", "/mnt/layers/a,b:c/base", "/mnt/layers/a,b:c/env",
		"/mnt/own", "/mnt/own/overlays", NULL
	};
	struct lws_fsmount fsm = {
		.layers_path = "/mnt/layers", .overlay_path = "/mnt/own", .mp = "/mnt/here", .ovname = "one",
		.distro = "a,b:c", .layers = { "base", NULL, "env" }
	}, wrong;
	char *endless = malloc(8000);

	lws_set_log_level(0, NULL);
	separate();
	for (int n = 0; directories[n]; n++)
		if (mkdir(directories[n], 0755)) {
			perror(directories[n]);
			return 1;
		}
	put("/mnt/layers/a,b:c/base/lower", "base");
	put("/mnt/layers/a,b:c/base/both", "base");
	put("/mnt/layers/a,b:c/env/both", "env");

	check("it is not mounted", !lws_fsmount_mount(&fsm));
	check_text("/mnt/here/lower", "base");
	check_text("/mnt/here/both", "env");
	put("/mnt/here/lower", "written");
	check_text("/mnt/here/lower", "written");
	check("it is not unmounted", !lws_fsmount_unmount(&fsm));
	check_text("/mnt/here/lower", "(No such file or directory)");
	check_text("/mnt/layers/a,b:c/base/lower", "base");
	check_text("/mnt/own/overlays/one/session/lower", "written");
	check("it is unmounted twice", lws_fsmount_unmount(&fsm));

	check("it is not mounted again", !lws_fsmount_mount(&fsm));
	check_text("/mnt/here/lower", "written");
	lws_fsmount_unmount(&fsm);

	wrong = fsm;
	memset(wrong.layers, 0, sizeof(wrong.layers));
	check("mounted without layers", lws_fsmount_mount(&wrong));
	wrong = fsm;
	wrong.layers[1] = "nowhere";
	check("mounted with a layer that is not there", lws_fsmount_mount(&wrong));
	wrong = fsm;
	wrong.ovname[0] = 0;
	check("mounted without a name", lws_fsmount_mount(&wrong));
	wrong = fsm;
	memset(endless, 'x', 7999);
	endless[7999] = 0;
	wrong.layers_path = endless;
	check("mounted with a path that is longer than the kernel takes", lws_fsmount_mount(&wrong));
	check("NULL", lws_fsmount_mount(NULL) && lws_fsmount_unmount(NULL));
	free(endless);
	return !!failures;
}
