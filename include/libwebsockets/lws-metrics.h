/**
 * @file lws-metrics.h
 *
 * Measurements: sums with mean and extremes, and histograms of named events.
 *
 * A context measures when `metrics_policies` or `metrics_prefix` of its creation
 * info are set; otherwise none of this costs anything. Each policy names metrics
 * in `report` ("cpu.*, n.cn.*") and how often they are reported by `metric_report`
 * of lws_system_ops_t: every `us_schedule` µs, on the first service thread, and at
 * their end. Those that no policy names are seen by lws_metrics_foreach() and by
 * scrapers, see lws_callback_openmetrics().
 *
 * | metric | what |
 * | --- | --- |
 * | cpu.svc | time spent outside of waiting |
 * | n.cn.dns, n.cn.tcp, n.cn.tls | how long steps of client connections took |
 * | n.http.txn | how long servers took to answer; 2xx is success |
 * | n.cn.failures | why client connections failed, a histogram |
 * | vh.NAME.rx, vh.NAME.tx | bytes on a vhost's connections, inside TLS |
 * | vh.NAME.conn, .http, .ws, .rejected | connections accepted, requests answered, WebSockets, requests refused |
 * | vh.NAME.alive | connections there are |
 *
 * The macros for measuring inside of the library do nothing. To use functions that
 * Debian's build has as such macros define GOLWS_FULL_PROFILE before including
 * libwebsockets.h.
 */

#ifndef GOLWS_LWS_METRICS_H
#define GOLWS_LWS_METRICS_H

/*
 * Metrics
 */

/** What a metric is and when it is reported: bits of `flags`. */
enum {
	/** at once, when a value is unusual */
	LWSMTFL_REPORT_OUTLIERS = (1 << 0),
	/** on its own, not with others */
	LWSMTFL_REPORT_OOB = (1 << 1),
	/** also when nothing was measured */
	LWSMTFL_REPORT_INACTIVITY_AT_PERIODIC = (1 << 2),
	/** the mean is wanted */
	LWSMTFL_REPORT_MEAN = (1 << 3),
	/** there are no failures, only #METRES_GO */
	LWSMTFL_REPORT_ONLY_GO = (1 << 4),
	/** the sum is µs, wanted in relation to the time that passed */
	LWSMTFL_REPORT_DUTY_WALLCLOCK_US = (1 << 5),
	/** it is a histogram */
	LWSMTFL_REPORT_HIST = (1 << 6),
};

/** Index of what succeeded in `sum` and `count` of lws_metric_pub_t. */
#define METRES_GO 0
/** Index of what failed. */
#define METRES_NOGO 1

/** Kinds of values. */
enum {
	LMT_NORMAL,	/**< a usual one */
	LMT_OUTLIER,	/**< an unusual one */

	LMT_FAIL,	/**< a failure */

	LMT_COUNT,	/**< how many there are */
};

/** Why a metric is reported. */
typedef enum lws_metric_rpt {
	LMR_PERIODIC,	/**< it is time */
	LMR_OUTLIER,	/**< a value was unusual */
} lws_metric_rpt_kind_t;

/** A value, or a sum of values. */
typedef uint64_t u_mt_t;

/** A bucket of a histogram. Its name lies behind it: a byte of length, the
 *  name, and a NUL. */
typedef struct lws_metric_bucket {
	struct lws_metric_bucket *next;	/**< the next one */
	uint64_t count;			/**< how often it was counted */
} lws_metric_bucket_t;

/** Length of the name of a bucket. */
#define lws_metric_bucket_name_len(_b) (*((uint8_t *)&(_b)[1]))
/** The name of a bucket. */
#define lws_metric_bucket_name(_b) (((const char *)&(_b)[1]) + 1)

/** A metric. Times are µs of the monotonic clock. */
typedef struct lws_metric_pub {
	const char *name;		/**< its name, such as "vh.http" */
	void *backend_opaque;		/**< for who takes reports */

	lws_usec_t us_first;		/**< when it was first measured */
	lws_usec_t us_last;		/**< when it was last measured */
	lws_usec_t us_dumped;		/**< when it was last reported; 0 for
					 *   never */

	/** the values, by `flags` */
	union {
		/** what is no histogram */
		struct {
			u_mt_t sum[2];		/**< sums, METRES_* */
			u_mt_t min;		/**< the least */
			u_mt_t max;		/**< the greatest */

			uint32_t count[2];	/**< how many, METRES_* */
		} agg;

		/** a histogram */
		struct {
			lws_metric_bucket_t *head; /**< its buckets */
			uint64_t total_count;	/**< counts of all of them */
			uint32_t list_size;	/**< how many there are */
		} hist;
	} u;

	uint8_t flags;			/**< LWSMTFL_* */
} lws_metric_pub_t;

/**
 * Shows all metrics of a context.
 *
 * @param ctx   the context
 * @param user  passed to `cb`
 * @param cb    called for each; nonzero ends it
 *
 * @return 0, or what `cb` returned last
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_foreach(struct lws_context *ctx, void *user,
		    int (*cb)(lws_metric_pub_t *, void *));

/**
 * Writes a metric as a line of text for people; of a histogram one bucket.
 *
 * @param pub  the metric
 * @param sub  for a histogram, points to a pointer to the bucket, at first
 *             `pub->u.hist.head`; that is set to the next one, or NULL
 * @param buf  gets the text and a NUL, cut to fit
 * @param len  its size
 *
 * @return length of the text, 0 when there is nothing to say
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_format(lws_metric_pub_t *pub, lws_metric_bucket_t **sub, char *buf,
		   size_t len);

/*
 * Tags of measurements
 */

/** A tag. Its value lies behind it. */
typedef struct lws_metrics_tag {
	lws_dll2_t list;	/**< links it to its list */

	const char *name;	/**< its name, a constant */
} lws_metrics_tag_t;

/**
 * Adds a tag, in place of one with the same name.
 *
 * @param owner  the list
 * @param name   its name, which must outlive it
 * @param val    its value, copied
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_tag_add(lws_dll2_owner_t *owner, const char *name,
		    const char *val);

/**
 * @param owner  the list
 * @param name   name of a tag
 *
 * @return its value, which lives as long as it does; NULL when there is none
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_metrics_tag_get(lws_dll2_owner_t *owner, const char *name);

/**
 * Writes tags as `name="value",...`, with quotes and backslashes in values escaped.
 * Those that find no room are left out.
 *
 * @param owner  the list
 * @param buf    gets the text and a NUL
 * @param len    its size
 *
 * @return length of the text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_metrics_tags_serialize(lws_dll2_owner_t *owner, char *buf, size_t len);

/**
 * Frees all tags of a list.
 *
 * @param owner  the list
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_metrics_tags_destroy(lws_dll2_owner_t *owner);

/*
 * Counting
 */

/**
 * Counts in a histogram. That may be one of the program's own: a lws_metric_pub_t
 * of zeroes with a name and #LWSMTFL_REPORT_HIST, whose buckets it frees by free().
 *
 * @param pub   the histogram
 * @param name  name of the bucket, up to 255 bytes, which is made when it is not
 *              there; behind the 256th, all are counted as `other="1"`
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_hist_bump_(lws_metric_pub_t *pub, const char *name);

/**
 * Counts in a histogram, in a bucket that tells about a connection as well: its
 * tags, vhost and peer.
 *
 * @param wsi   the connection
 * @param pub   the histogram
 * @param name  what to count, as `name="value"`
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_hist_bump_describe_wsi(struct lws *wsi, lws_metric_pub_t *pub,
				   const char *name);

/**
 * Counts in a histogram, in a bucket with the tags as its name.
 *
 * @param mt    the histogram
 * @param tow   tags
 * @param tow2  NULL, or more tags
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_metrics_hist_bump_priv_tagged(lws_metric_pub_t *mt, lws_dll2_owner_t *tow,
				  lws_dll2_owner_t *tow2);

/**
 * Adds a tag to a connection: to what is counted about it, and to how the log names
 * it.
 *
 * @param wsi   the connection
 * @param name  its name, which must outlive the connection
 * @param val   its value, copied
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_tag_wsi_add(struct lws *wsi, const char *name, const char *val);

/*
 * Measurements of the library
 */

/** A measurement in progress. */
typedef struct lws_metric_caliper {
	struct lws_dll2_owner mtags_owner; /**< its tags */
	struct lws_metric *mt;		/**< its metric; NULL: none */

	lws_usec_t us_start;		/**< when it began, µs */
} lws_metric_caliper_t;

/** Declares a member for measurements: nothing. */
#define lws_metrics_caliper_compose(_name)
/** Declares and begins a measurement: nothing. */
#define lws_metrics_caliper_declare(_name, _mp)
/** Begins a measurement: nothing. */
#define lws_metrics_caliper_bind(_name, _mt)
/** Ends a measurement with METRES_*: nothing. */
#define lws_metrics_caliper_report(_name, _go_nogo)
/** Ends a measurement in a histogram: nothing. */
#define lws_metrics_caliper_report_hist(_name, pwsiconn)
/** Forgets a measurement: nothing. */
#define lws_metrics_caliper_cancel(_name)
/** Frees what a measurement holds: nothing. */
#define lws_metrics_caliper_done(_name)
#if defined(LWS_WITH_SYS_METRICS)
/** Counts in a histogram. */
#define lws_metrics_hist_bump(_mt, _name) lws_metrics_hist_bump_(_mt, _name)
#else
/** Counts in a histogram: nothing. */
#define lws_metrics_hist_bump(_mt, _name)
#endif
/** Counts in a histogram of the library: nothing. */
#define lws_metrics_hist_bump_priv(_mt, _name)
#if !defined(LWS_WITH_SYS_METRICS)
/** Adds a tag to a connection: nothing. */
#define lws_metrics_tag_wsi_add(_a, _b, _c)
#endif

#endif
