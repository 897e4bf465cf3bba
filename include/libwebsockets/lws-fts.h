/**
 * @file lws-fts.h
 *
 * Full text search: files are indexed once, into one index file, and searched
 * by any number of programs.
 */

#ifndef GOLWS_LWS_FTS_H
#define GOLWS_LWS_FTS_H

struct lws_fts;		/**< an index being made */
struct lws_fts_file;	/**< an index file open for searching */

/*
 * Making an index
 */

/**
 * Begins an index.
 *
 * @param fd  a descriptor of the index file, empty, to read and write; stays
 *            the caller's
 *
 * @return the index, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_fts *
lws_fts_create(int fd);

/**
 * Adds a file, before its content.
 *
 * @param t             the index
 * @param filepath      the file's path, to be shown in results
 * @param filepath_len  its length
 * @param priority      orders results: files of a higher one come first
 *
 * @return the file's number, or -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fts_file_index(struct lws_fts *t, const char *filepath, int filepath_len,
		   int priority);

/**
 * Adds a piece of a file's content. All pieces of one file, in order, before
 * the next file.
 *
 * @param t           the index
 * @param file_index  the file's number
 * @param buf         the piece
 * @param len         its length
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fts_fill(struct lws_fts *t, uint32_t file_index, const char *buf,
	     size_t len);

/**
 * Writes the index file.
 *
 * @param t  the index
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_fts_serialize(struct lws_fts *t);

/**
 * Frees an index; the file stays.
 *
 * @param trie  the index; `*trie` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fts_destroy(struct lws_fts **trie);

/*
 * Searching
 */

/** Also propose words that begin with the needle. */
#define LWSFTS_F_QUERY_AUTOCOMPLETE (1 << 0)
/** Report the files it is in. */
#define LWSFTS_F_QUERY_FILES (1 << 1)
/** Report the lines as well. */
#define LWSFTS_F_QUERY_FILE_LINES (1 << 2)
/** Report the text of the lines as well. */
#define LWSFTS_F_QUERY_QUOTE_LINE (1 << 3)

/** A file with matches. Its `matches` lines, as int32_t pairs of number and
 *  offset, follow, then its path. */
struct lws_fts_result_filepath {
	struct lws_fts_result_filepath *next; /**< the next file, or NULL */
	int matches;		/**< lines that match */
	int matches_length;	/**< bytes that describe them */
	int lines_in_file;	/**< lines in all */
	int filepath_length;	/**< length of the path */
};

/** A word proposed. It follows the struct, with a NUL. */
struct lws_fts_result_autocomplete {
	struct lws_fts_result_autocomplete *next; /**< the next word, or NULL */
	int instances;		/**< how often it occurs */
	int agg_instances;	/**< the same with longer words that begin so */
	int ac_length;		/**< its length */
	char elided;		/**< no word itself, but how several begin */
	char has_children;	/**< longer words begin so */
};

/** What a search found. */
struct lws_fts_result {
	struct lws_fts_result_filepath *filepath_head;	/**< files, or NULL */
	struct lws_fts_result_autocomplete *autocomplete_head; /**< words */
	int duration_ms;	/**< how long it took */
	int effective_flags;	/**< LWSFTS_F_QUERY_* that were obeyed */
};

/** What to search for. */
struct lws_fts_search_params {
	const char *needle;	/**< the word */
	const char *only_filepath; /**< search this file alone; NULL: all */
	struct lwsac *results_head; /**< gets the results; to be freed with
				     *   lwsac_free() */
	int flags;		/**< LWSFTS_F_QUERY_* */
	int max_autocomplete;	/**< most words to propose */
	int max_files;		/**< most files to report */
	int max_lines;		/**< most lines to report of a file */
};

/**
 * Opens an index file.
 *
 * @param filepath  its path
 *
 * @return the file, or NULL when it is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_fts_file *
lws_fts_open(const char *filepath);

/**
 * Searches.
 *
 * @param jtf   the index file
 * @param ftsp  what for
 *
 * @return what was found, in `ftsp->results_head`; NULL on failure
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_fts_result *
lws_fts_search(struct lws_fts_file *jtf, struct lws_fts_search_params *ftsp);

/**
 * Closes an index file.
 *
 * @param jtf  the file
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_fts_close(struct lws_fts_file *jtf);

#endif
