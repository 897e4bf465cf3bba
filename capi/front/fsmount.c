/*
 * Overlay file systems: read-only layers below a directory that takes what is written.
 */

#include <libwebsockets.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/** mount(2): the options have a page. */
#define OPTIONS_MOST 4096

struct options {
	char text[OPTIONS_MOST];
	size_t len;
	bool full;
};

static void
add_text(struct options *to, const char *text)
{
	size_t len = strlen(text);

	if (len >= sizeof(to->text) - to->len) {
		to->full = true;
		return;
	}
	memcpy(to->text + to->len, text, len + 1);
	to->len += len;
}

/** Adds a path; what overlayfs takes for separators loses its meaning. */
static void
add_path(struct options *to, const char *path)
{
	for (; *path; path++) {
		char character[] = { '\\', *path, 0 };

		add_text(to, strchr("\\,:", *path) ? character : character + 1);
	}
}

/** Adds FIRST/second/third, and an option's name in front of it. */
static void
add_option(struct options *to, const char *name, const char *first, const char *second, const char *third)
{
	add_text(to, name);
	add_path(to, first);
	add_text(to, "/");
	add_path(to, second);
	add_text(to, "/");
	add_path(to, third);
}

/** Makes a directory of the overlay unless it is there. */
static bool
have_directory(const struct lws_fsmount *fsm, const char *name)
{
	char path[OPTIONS_MOST];

	lws_snprintf(path, sizeof(path), "%s/overlays/%s%s", fsm->overlay_path, fsm->ovname, name);
	if (!mkdir(path, 0755) || errno == EEXIST)
		return true;
	lwsl_err("lws_fsmount_mount: can't make %s: %s\n", path, strerror(errno));
	return false;
}

int
lws_fsmount_mount(struct lws_fsmount *fsm)
{
	struct options options = { .len = 0 };
	const char *separator = "lowerdir=";

	if (!fsm || !fsm->layers_path || !fsm->overlay_path || !fsm->mp[0] || !fsm->ovname[0]) {
		lwsl_err("lws_fsmount_mount: a path or a name is missing\n");
		return 1;
	}
	/* overlayfs has the highest first. */
	for (size_t n = LWS_ARRAY_SIZE(fsm->layers); n-- > 0;) {
		if (!fsm->layers[n])
			continue;
		add_option(&options, separator, fsm->layers_path, fsm->distro, fsm->layers[n]);
		separator = ":";
	}
	if (!options.len) {
		lwsl_err("lws_fsmount_mount: %s has no layers\n", fsm->ovname);
		return 1;
	}
	add_option(&options, ",upperdir=", fsm->overlay_path, "overlays", fsm->ovname);
	add_text(&options, "/session");
	add_option(&options, ",workdir=", fsm->overlay_path, "overlays", fsm->ovname);
	add_text(&options, "/work");
	if (options.full) {
		lwsl_err("lws_fsmount_mount: the paths of %s are longer than mount() takes\n", fsm->ovname);
		return 1;
	}
	if (!have_directory(fsm, "") || !have_directory(fsm, "/session") || !have_directory(fsm, "/work"))
		return 1;
	if (mkdir(fsm->mp, 0755) && errno != EEXIST) {
		lwsl_err("lws_fsmount_mount: can't make %s: %s\n", fsm->mp, strerror(errno));
		return 1;
	}
	if (mount("overlay", fsm->mp, "overlay", 0, options.text)) {
		lwsl_err("lws_fsmount_mount: can't mount %s with %s: %s\n", fsm->mp, options.text, strerror(errno));
		return 1;
	}
	return 0;
}

int
lws_fsmount_unmount(struct lws_fsmount *fsm)
{
	if (!fsm)
		return 1;
	if (!umount(fsm->mp))
		return 0;
	lwsl_err("lws_fsmount_unmount: can't unmount %s: %s\n", fsm->mp, strerror(errno));
	return 1;
}
