/**
 * @file lws-fts.h
 *
 * Full text search: files are indexed once, into one index file, and searched
 * by any number of programs. A word is a run of letters, digits and
 * underscores, in any script; whether letters are large or small does not
 * matter, nor does what is behind its first 127 bytes.
 *
 * An index holds the text, too, so that lines can be quoted when the files
 * have changed or were none. It may hold 256 MiB of it, in 65536 files.
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
 * @param fd  a descriptor of the index file, empty, to write; stays the
 *            caller's, and open until lws_fts_serialize()
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
 * Writes the index file. Until then all of it is in memory.
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
/** Report the files that the needle is in. */
#define LWSFTS_F_QUERY_FILES (1 << 1)
/** Report the lines of these files as well. */
#define LWSFTS_F_QUERY_FILE_LINES (1 << 2)
/** Report the text of the lines as well. */
#define LWSFTS_F_QUERY_QUOTE_LINE (1 << 3)

/** A file with matches. When lines were asked for, `matches` entries follow: the
 *  number of the line, a uint32_t from 1 on; with #LWSFTS_F_QUERY_QUOTE_LINE
 *  the number, where in the file the line begins (a uint32_t as well) and a
 *  pointer to its text, of which there are at most 255 bytes. Then follows the
 *  path, with a NUL. */
struct lws_fts_result_filepath {
	struct lws_fts_result_filepath *next; /**< the next file, or NULL */
	int matches;		/**< lines that match; of these as many as were
				 *   wanted, when lines were asked for */
	int matches_length;	/**< bytes of the entries */
	int lines_in_file;	/**< lines in all */
	int filepath_length;	/**< length of the path */
};

/** A word proposed. It follows the struct, with a NUL. Those that occur most
 *  often come first, the longer words that begin so counted. */
struct lws_fts_result_autocomplete {
	struct lws_fts_result_autocomplete *next; /**< the next word, or NULL */
	int instances;		/**< how often it occurs */
	int agg_instances;	/**< the same with longer words that begin so */
	int ac_length;		/**< its length */
	char elided;		/**< 0: all that is proposed are words */
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
	int max_autocomplete;	/**< most words to propose; at most 256, 0
				 *   for these */
	int max_files;		/**< most files to report; at most 1024, 0
				 *   for these */
	int max_lines;		/**< most lines to report of a file; 16384 of
				 *   all files at most, 0 for these */
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
 * Searches. What lies about the index file is found out, and is a failure: one
 * that was damaged, or made to do harm, costs no more than a large one.
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
