/**
 * @file lws-struct.h
 *
 * C structs from and to JSON and SQLite, by tables that say which member is
 * called what. What is read is allocated in one lwsac (lws-lwsac.h) and freed
 * with it.
 */

#ifndef GOLWS_LWS_STRUCT_H
#define GOLWS_LWS_STRUCT_H

/*
 * Tables
 */

/** What a member is. */
typedef enum {
	LSMT_SIGNED,		/**< signed integer of any size */
	LSMT_UNSIGNED,		/**< unsigned integer of any size */
	LSMT_BOOLEAN,		/**< integer: true or false */
	LSMT_STRING_CHAR_ARRAY,	/**< array of char that holds a string */
	LSMT_STRING_PTR,	/**< pointer to a string */
	LSMT_LIST,		/**< lws_dll2_owner_t of structs */
	LSMT_CHILD_PTR,		/**< pointer to a struct */
	LSMT_SCHEMA,		/**< no member: a whole struct */
	LSMT_BLOB_PTR,		/**< pointer to bytes, base64 in JSON */
} lws_struct_map_type_eum;

/** A member. LSM_* initialize it. */
typedef struct lws_struct_map {
	const char *colname;	/**< its name in JSON, or of the column */
	const struct lws_struct_map *child_map;	/**< members of the struct it
						 *   points to */
	lejp_callback lejp_cb;	/**< parses that struct; NULL for
				 *   lws_struct_default_lejp_cb() */
	size_t ofs;		/**< its offset */
	size_t aux;		/**< its size, or that of the struct it points
				 *   to */
	size_t ofs_clist;	/**< where the struct on a list has its links; of
				 *   a schema nonzero when it has some */
	size_t child_map_size;	/**< how many members `child_map` has */
	lws_struct_map_type_eum type;	/**< what it is */
} lws_struct_map_t;

/** A signed integer. */
#define LSM_SIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_SIGNED }
/** An unsigned integer. */
#define LSM_UNSIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_UNSIGNED }
/** A truth value. */
#define LSM_BOOLEAN(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_BOOLEAN }
/** An array of char. */
#define LSM_CARRAY(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_STRING_CHAR_ARRAY }
/** A pointer to a string. */
#define LSM_STRING_PTR(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_STRING_PTR }
/** A pointer to bytes; the size_t behind it is how many. */
#define LSM_BLOB_PTR(type, blobptr_name, qname) \
	{ qname, NULL, NULL, offsetof(type, blobptr_name), sizeof(((type \
	*)0)->blobptr_name), 0, 0, LSMT_BLOB_PTR }
/** A list `pname` of structs `ctype`, linked by their member `cname` and
 *  described by the array `cmap`. */
#define LSM_LIST(ptype, pname, ctype, cname, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof(ctype), \
	offsetof(ctype, cname), LWS_ARRAY_SIZE(cmap), LSMT_LIST }
/** A pointer `pname` to a struct `ctype` described by the array `cmap`. */
#define LSM_CHILD_PTR(ptype, pname, ctype, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof(ctype), 0, \
	LWS_ARRAY_SIZE(cmap), LSMT_CHILD_PTR }
/** A struct `ctype` described by the array `map`. In JSON it has a member
 *  "schema" with the value `schema_name`, and in SQLite that is its table. */
#define LSM_SCHEMA(ctype, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, 0, sizeof(ctype), 0, \
	LWS_ARRAY_SIZE(map), LSMT_SCHEMA }
/** #LSM_SCHEMA for structs linked into a list by their member `cdll2mem`. In JSON
 *  an array of such structs is a list: the first one read becomes `dest`, and
 *  the `owner` of its links is the list. One that is on a list is written as an
 *  array, with those behind it. */
#define LSM_SCHEMA_DLL2(ctype, cdll2mem, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, offsetof(ctype, cdll2mem), \
	sizeof(ctype), sizeof(((ctype *)0)->cdll2mem), \
	LWS_ARRAY_SIZE(map), LSMT_SCHEMA }

/*
 * Reading JSON: lws_struct_json_init_parse(), then lejp_parse()
 */

/** Gets an object once it is read. Nonzero refuses it. */
typedef int (*lws_struct_args_cb)(void *obj, void *cb_arg);

/** A piece of a string that is not complete. */
typedef struct lejp_collation {
	struct lws_dll2 chunks;		/**< links it to the others */
	int len;			/**< its length */
	char buf[LEJP_STRING_CHUNK + 1]; /**< the piece */
} lejp_collation_t;

/** What is read, and where it goes. Zero, but for the first entries of `map_st`
 *  and `map_entries_st`, and `cb`, `cb_arg` and `ac_block_size` as wanted. */
typedef struct lws_struct_args {
	/** the schemas, or the members; one table per parser pushed */
	const lws_struct_map_t *map_st[LEJP_MAX_PARSING_STACK_DEPTH];
	lws_struct_args_cb cb;		/**< NULL, or gets each object */
	struct lwsac *ac;		/**< what was allocated; the program's
					 *   to free, after failures too */
	void *cb_arg;			/**< passed to `cb` */
	void *dest;			/**< the object, or the first of an array,
					 *   once it is begun */

	size_t dest_len;		/**< its size */
	size_t toplevel_dll2_ofs;	/**< where it has its links */
	size_t map_entries_st[LEJP_MAX_PARSING_STACK_DEPTH];
					/**< how many entries the tables have */
	size_t ac_block_size;		/**< least to allocate at once; 0 for
					 *   the default */
	int subtype;			/**< the program's */

	int top_schema_index;		/**< which schema the object has */

	struct lwsac *ac_chunks;	/**< where pieces of strings are */
	struct lws_dll2_owner chunks_owner; /**< the pieces */
	size_t chunks_length;		/**< their length */
} lws_struct_args_t;

/**
 * Prepares a parser.
 *
 * @param ctx   the parser; whatever it held is lost
 * @param cb    NULL for lws_struct_schema_only_lejp_cb(), or the callback to
 *              begin with
 * @param user  a lws_struct_args_t, which has to outlive the parser
 *
 * @return 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_json_init_parse(struct lejp_ctx *ctx, lejp_callback cb, void *user);

/**
 * A parser's callback that looks for "schema" and then goes on with the table
 * of this name.
 *
 * @param ctx     the parser
 * @param reason  LEJPCB_*
 *
 * @return 0, or nonzero when there is no such table
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN signed char
lws_struct_schema_only_lejp_cb(struct lejp_ctx *ctx, char reason);

/**
 * A parser's callback that fills in the members of an object.
 *
 * @param ctx     the parser
 * @param reason  LEJPCB_*
 *
 * @return 0, or nonzero when something does not fit or is out of range
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN signed char
lws_struct_default_lejp_cb(struct lejp_ctx *ctx, char reason);

/*
 * Writing JSON
 */

/** How to write. */
enum {
	LSSERJ_FLAG_PRETTY = 1,		/**< with line feeds and indentation */
	LSSERJ_FLAG_OMIT_SCHEMA,	/**< without "schema" */
};

/** Whether there is more. */
typedef enum {
	LSJS_RESULT_CONTINUE,	/**< there is: call again */
	LSJS_RESULT_FINISH,	/**< that was all */
	LSJS_RESULT_ERROR,	/**< it failed */
} lws_struct_json_serialize_result_t;

/** An object being written. */
typedef struct lws_struct_serialize_st {
	const struct lws_dll2 *dllpos;	/**< where in a list it is */
	const lws_struct_map_t *map;	/**< its members */
	const char *obj;		/**< the object */
	size_t map_entries;		/**< how many members there are */
	size_t map_entry;		/**< which one is next */
	size_t size;			/**< size of the object */
	char subsequent;		/**< nonzero when a comma is due */
	char idt;			/**< indentation */
} lws_struct_serialize_st_t;

/** A text being written. */
typedef struct lws_struct_serialize {
	lws_struct_serialize_st_t st[LEJP_MAX_PARSING_STACK_DEPTH];
				/**< the objects, each inside the former */

	size_t offset;		/**< how much of a long member is written */
	size_t remaining;	/**< how much is left of it */

	int sp;			/**< how deep it is */
	int flags;		/**< LSSERJ_FLAG_* */
} lws_struct_serialize_t;

/**
 * Begins to write an object.
 *
 * @param map          its schema, or several
 * @param map_entries  how many
 * @param flags        LSSERJ_FLAG_*
 * @param ptoplevel    the object, which must not change meanwhile
 *
 * @return the state, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_struct_serialize_t *
lws_struct_json_serialize_create(const lws_struct_map_t *map,
				 size_t map_entries, int flags,
				 const void *ptoplevel);

/**
 * Writes as much as fits.
 *
 * @param js       the state
 * @param buf      gets the text, without a NUL
 * @param len      its size
 * @param written  is set to the length of the text
 *
 * @return whether there is more
 * @error LSJS_RESULT_ERROR
 */
LWS_VISIBLE LWS_EXTERN lws_struct_json_serialize_result_t
lws_struct_json_serialize(lws_struct_serialize_t *js, uint8_t *buf, size_t len,
			  size_t *written);

/**
 * Frees the state.
 *
 * @param pjs  points to it, or to NULL; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_struct_json_serialize_destroy(lws_struct_serialize_t **pjs);

/*
 * SQLite. Tables have a column for each member that is a number or a string.
 */

/** A database. */
typedef struct sqlite3 sqlite3;

/**
 * Opens a database.
 *
 * @param context            the context; its user and group own a new file
 * @param sqlite3_path       name of the file
 * @param create_if_missing  nonzero to create it when it is not there
 * @param pdb                is set to the database
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_open(struct lws_context *context, const char *sqlite3_path,
		    char create_if_missing, sqlite3 **pdb);

/**
 * Closes a database.
 *
 * @param pdb  points to it, or to NULL; is set to NULL
 *
 * @return 0, or nonzero on failure
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_close(sqlite3 **pdb);

/**
 * Creates the table of a schema unless it is there.
 *
 * @param pdb     the database
 * @param schema  the schema
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_create_table(sqlite3 *pdb, const lws_struct_map_t *schema);

/**
 * Reads rows.
 *
 * @param pdb     the database
 * @param filter  NULL, or a condition in SQL. It becomes part of the query:
 *                escape what comes from elsewhere
 * @param order   NULL, or columns to sort by, likewise
 * @param schema  the table
 * @param o       the list that the structs are put on
 * @param ac      where they are allocated
 * @param start   how many rows to skip; negative: as many, from the end
 * @param limit   most rows to read
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_deserialize(sqlite3 *pdb, const char *filter, const char *order,
			   const lws_struct_map_t *schema, lws_dll2_owner_t *o,
			   struct lwsac **ac, int start, int limit);

/**
 * Appends rows.
 *
 * @param pdb         the database
 * @param schema      the table
 * @param owner       the list of structs to write
 * @param manual_idx  added to the number of the first row
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_serialize(sqlite3 *pdb, const lws_struct_map_t *schema,
			 lws_dll2_owner_t *owner, uint32_t manual_idx);

#endif
