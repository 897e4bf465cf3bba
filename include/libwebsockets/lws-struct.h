#ifndef GOLWS_LWS_STRUCT_H
#define GOLWS_LWS_STRUCT_H

#define LSM_BLOB_PTR(type, blobptr_name, qname) \
	{ qname, NULL, NULL, offsetof(type, blobptr_name), sizeof(((type \
	*)0)->blobptr_name), 0, 0, LSMT_BLOB_PTR }
#define LSM_BOOLEAN(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_BOOLEAN }
#define LSM_CARRAY(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_STRING_CHAR_ARRAY }
#define LSM_CHILD_PTR(ptype, pname, ctype, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof(ctype), 0, \
	LWS_ARRAY_SIZE(cmap), LSMT_CHILD_PTR }
#define LSM_LIST(ptype, pname, ctype, cname, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof(ctype), \
	offsetof(ctype, cname), LWS_ARRAY_SIZE(cmap), LSMT_LIST }
#define LSM_SCHEMA(ctype, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, 0, sizeof(ctype), 0, \
	LWS_ARRAY_SIZE(map), LSMT_SCHEMA }
#define LSM_SCHEMA_DLL2(ctype, cdll2mem, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, offsetof(ctype, cdll2mem), \
	sizeof(ctype), 0, LWS_ARRAY_SIZE(map), LSMT_SCHEMA }
#define LSM_SIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_SIGNED }
#define LSM_STRING_PTR(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_STRING_PTR }
#define LSM_UNSIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof(((type \
	*)0)->name), 0, 0, LSMT_UNSIGNED }

typedef enum {
	LSMT_SIGNED,
	LSMT_UNSIGNED,
	LSMT_BOOLEAN,
	LSMT_STRING_CHAR_ARRAY,
	LSMT_STRING_PTR,
	LSMT_LIST,
	LSMT_CHILD_PTR,
	LSMT_SCHEMA,
	LSMT_BLOB_PTR,
} lws_struct_map_type_eum;

enum {
	LSSERJ_FLAG_PRETTY = 1,
	LSSERJ_FLAG_OMIT_SCHEMA,
};

typedef enum {
	LSJS_RESULT_CONTINUE,
	LSJS_RESULT_FINISH,
	LSJS_RESULT_ERROR,
} lws_struct_json_serialize_result_t;

typedef int (*lws_struct_args_cb)(void *obj, void *cb_arg);

typedef struct sqlite3 sqlite3;

typedef struct lejp_collation {
	struct lws_dll2 chunks;
	int len;
	char buf[255];
} lejp_collation_t;

typedef struct lws_struct_map {
	const char *colname;
	const struct lws_struct_map *child_map;
	lejp_callback lejp_cb;
	size_t ofs;
	size_t aux;
	size_t ofs_clist;
	size_t child_map_size;
	lws_struct_map_type_eum type;
} lws_struct_map_t;

typedef struct lws_struct_args {
	const lws_struct_map_t *map_st[5];
	lws_struct_args_cb cb;
	struct lwsac *ac;
	void *cb_arg;
	void *dest;
	size_t dest_len;
	size_t toplevel_dll2_ofs;
	size_t map_entries_st[5];
	size_t ac_block_size;
	int subtype;
	int top_schema_index;
	struct lwsac *ac_chunks;
	struct lws_dll2_owner chunks_owner;
	size_t chunks_length;
} lws_struct_args_t;

typedef struct lws_struct_serialize_st {
	const struct lws_dll2 *dllpos;
	const lws_struct_map_t *map;
	const char *obj;
	size_t map_entries;
	size_t map_entry;
	size_t size;
	char subsequent;
	char idt;
} lws_struct_serialize_st_t;

typedef struct lws_struct_serialize {
	lws_struct_serialize_st_t st[5];
	size_t offset;
	size_t remaining;
	int sp;
	int flags;
} lws_struct_serialize_t;

LWS_VISIBLE LWS_EXTERN signed char
lws_struct_default_lejp_cb(struct lejp_ctx *ctx, char reason);

LWS_VISIBLE LWS_EXTERN int
lws_struct_json_init_parse(struct lejp_ctx *ctx, lejp_callback cb, void *user);

LWS_VISIBLE LWS_EXTERN lws_struct_json_serialize_result_t
lws_struct_json_serialize(lws_struct_serialize_t *js, uint8_t *buf, size_t len,
			  size_t *written);

LWS_VISIBLE LWS_EXTERN lws_struct_serialize_t *
lws_struct_json_serialize_create(const lws_struct_map_t *map,
				 size_t map_entries, int flags,
				 const void *ptoplevel);

LWS_VISIBLE LWS_EXTERN void
lws_struct_json_serialize_destroy(lws_struct_serialize_t **pjs);

LWS_VISIBLE LWS_EXTERN signed char
lws_struct_schema_only_lejp_cb(struct lejp_ctx *ctx, char reason);

LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_close(sqlite3 **pdb);

LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_create_table(sqlite3 *pdb, const lws_struct_map_t *schema);

LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_deserialize(sqlite3 *pdb, const char *filter, const char *order,
			   const lws_struct_map_t *schema, lws_dll2_owner_t *o,
			   struct lwsac **ac, int start, int limit);

LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_open(struct lws_context *context, const char *sqlite3_path,
		    char create_if_missing, sqlite3 **pdb);

LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_serialize(sqlite3 *pdb, const lws_struct_map_t *schema,
			 lws_dll2_owner_t *owner, uint32_t manual_idx);

#endif
