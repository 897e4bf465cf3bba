/**
 * @file lws-genaes.h
 *
 * AES.
 */

#ifndef GOLWS_LWS_GENAES_H
#define GOLWS_LWS_GENAES_H

/** Bits of a block. */
#define LWS_AES_BLOCKSIZE 128
/** Bytes of a block, and of the initialization vector of CBC. */
#define LWS_AES_CBC_BLOCKLEN 16

/** Modes. */
enum enum_aes_modes {
	LWS_GAESM_CBC,		/**< cipher block chaining */
	LWS_GAESM_CFB128,	/**< cipher feedback, whole blocks */
	LWS_GAESM_CFB8,		/**< cipher feedback, bytes */
	LWS_GAESM_CTR,		/**< counter */
	LWS_GAESM_ECB,		/**< each block alone; hides no patterns */
	LWS_GAESM_OFB,		/**< output feedback */
	LWS_GAESM_XTS,		/**< for disks; the key is two keys */
	LWS_GAESM_GCM,		/**< counter, authenticated */
	LWS_GAESM_KW,		/**< key wrap (RFC 3394) */
};

/** What to do. */
enum enum_aes_operation {
	LWS_GAESO_ENC,		/**< encrypt */
	LWS_GAESO_DEC,		/**< decrypt */
};

/** Padding of the last block. */
enum enum_aes_padding {
	LWS_GAESP_NO_PADDING,	/**< none: the length is a multiple of 16 */
	LWS_GAESP_WITH_PADDING,	/**< PKCS #7 */
};

/** A cipher at work. */
struct lws_genaes_ctx {
	void *ctx;			/**< its state: a handle, no address */
	const void *cipher;		/**< not used */
	void *engine;			/**< not used */
	char init;			/**< nonzero once key and vector are
					 *   set */

	unsigned char tag[16];		/**< GCM: the tag, once it is known */
	struct lws_gencrypto_keyelem *k;	/**< the key */
	enum enum_aes_operation op;	/**< what it does */
	enum enum_aes_modes mode;	/**< its mode */
	enum enum_aes_padding padding;	/**< its padding */
	int taglen;			/**< GCM: length of the tag */
	char underway;			/**< nonzero once there was input */
};

/**
 * Prepares a cipher.
 *
 * @param ctx      gets its state; on success lws_genaes_destroy() has to follow
 * @param op       what to do
 * @param mode     the mode
 * @param el       the key: 16, 24 or 32 bytes, 32 or 64 for XTS (two keys, which
 *                 must differ); copied
 * @param padding  padding of the last block, for CBC and ECB; each call is a
 *                 whole message then
 * @param engine   NULL
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_create(struct lws_genaes_ctx *ctx, enum enum_aes_operation op,
		  enum enum_aes_modes mode, struct lws_gencrypto_keyelem *el,
		  enum enum_aes_padding padding, void *engine);

/**
 * Encrypts or decrypts.
 *
 * @param ctx                               the cipher
 * @param in                                the input
 * @param len                               its length
 * @param out                               gets as much output, and may be
 *                                          the input's memory. Encrypting with
 *                                          padding: lws_gencrypto_padded_length()
 *                                          bytes; decrypting leaves the padding
 *                                          there, whose length is in its last
 *                                          byte. Key wrap: 8 bytes more,
 *                                          unwrapping 8 less. NULL in GCM: the
 *                                          input is authenticated only
 * @param iv_or_nonce_ctr_or_data_unit_16   16 bytes, with the first call:
 *                                          initialization vector, nonce and
 *                                          counter, or number of the data unit.
 *                                          Not looked at in further calls.
 *                                          Key wrap: NULL, or 8 bytes
 * @param stream_block_16                   GCM, decrypting: with the first
 *                                          call, the tag to compare with.
 *                                          NULL for others is fine
 * @param nc_or_iv_off                      GCM, with the first call: length of
 *                                          the vector. CTR, OFB and CFB128: is
 *                                          set to how far into a block it is;
 *                                          CTR and OFB may begin within one.
 *                                          NULL for others
 * @param taglen                            GCM: length of the tag
 *
 * @return 0, or nonzero on failure
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_crypt(struct lws_genaes_ctx *ctx, const uint8_t *in, size_t len,
		 uint8_t *out, uint8_t *iv_or_nonce_ctr_or_data_unit_16,
		 uint8_t *stream_block_16, size_t *nc_or_iv_off, int taglen);

/**
 * Ends a cipher.
 *
 * @param ctx   the cipher
 * @param tag   NULL, or gets the tag when GCM encrypts
 * @param tlen  its length
 *
 * @return 0, or nonzero on failure, which includes that the tag is not that of
 *         the input: what was decrypted must not be used then. The state is
 *         freed in any case
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_destroy(struct lws_genaes_ctx *ctx, unsigned char *tag,
		   size_t tlen);

#endif
