package main

/*
#include "bridge.h"

// What a validation has in C: its results, and the list that the program reads.
struct golws_cose_results {
	struct lws_dll2_owner owner;
};

static inline struct golws_cose_results *
golws_cose_results_new(void)
{
	return golws_front->zalloc(sizeof(struct golws_cose_results), "cose results");
}

static inline int
golws_cose_result_add(struct golws_cose_results *to, const lws_cose_key_t *key, cose_param_t alg, int result)
{
	lws_cose_validate_res_t *res = golws_front->zalloc(sizeof(*res), "cose result");

	if (!res)
		return -1;
	res->cose_key = key;
	res->cose_alg = alg;
	res->result = result;
	golws_front->dll2_add_tail(&res->list, &to->owner);
	return 0;
}

static inline void
golws_cose_results_free(struct golws_cose_results *r)
{
	while (r->owner.head) {
		lws_cose_validate_res_t *res = lws_container_of(r->owner.head, lws_cose_validate_res_t, list);

		golws_front->dll2_remove(&res->list);
		golws_front->free(res);
	}
	golws_front->free(r);
}

static inline int
golws_cose_external(lws_cose_sign_ext_pay_cb_t cb, struct lws_cose_validate_context *cps, uintptr_t *at, size_t *len)
{
	lws_cose_sig_ext_pay_t x = { .cps = cps };
	int r = cb(&x);

	*at = (uintptr_t)x.ext;
	*len = x.xl;
	return r;
}

static inline int
golws_cose_payload(lws_cose_validate_pay_cb_t cb, struct lws_cose_validate_context *cps, void *opaque, uintptr_t at, size_t len)
{
	return cb(cps, opaque, (const uint8_t *)at, len);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"github.com/golws/golws/core/cose"
)

// coseNames are the texts that lws_cose_alg_to_name() returned: they stay.
var coseNames sync.Map

//export golws_lws_cose_alg_to_name
func golws_lws_cose_alg_to_name(alg C.cose_param_t) (r *C.char) {
	defer recovered("lws_cose_alg_to_name", nil)
	name := cose.AlgorithmName(int64(alg))
	if name == "" {
		return nil
	}
	if text, ok := coseNames.Load(name); ok {
		return text.(*C.char)
	}
	fresh := C.CString(name)
	text, had := coseNames.LoadOrStore(name, fresh)
	if had {
		C.free(unsafe.Pointer(fresh))
	}
	return text.(*C.char)
}

//export golws_lws_cose_name_to_alg
func golws_lws_cose_name_to_alg(name *C.char) (r C.cose_param_t) {
	defer recovered("lws_cose_name_to_alg", nil)
	return C.cose_param_t(cose.AlgorithmNamed(goString(name)))
}

var errGivenUp = errors.New("the program gave up")

// external collects data that is signed and not in the message.
func external(cb C.lws_cose_sign_ext_pay_cb_t, cps *C.struct_lws_cose_validate_context, most C.size_t) ([]byte, error) {
	var all []byte
	for cb != nil {
		var at C.uintptr_t
		var n C.size_t
		r := C.golws_cose_external(cb, cps, &at, &n)
		if r != C.LCOSESIGEXTCB_RET_FINISHED && r != C.LCOSESIGEXTCB_RET_AGAIN {
			return nil, errGivenUp
		}
		if n > maxElement || len(all)+int(n) > maxElement || most > 0 && len(all)+int(n) > int(most) {
			return nil, cose.ErrLimit
		}
		p := uintptr(at)
		all = append(all, cBytes(*(*unsafe.Pointer)(unsafe.Pointer(&p)), int(n))...)
		if r == C.LCOSESIGEXTCB_RET_FINISHED {
			break
		}
		if n == 0 {
			return nil, errGivenUp
		}
	}
	return all, nil
}

// coseValidation is what a lws_cose_validate_context stands for.
type coseValidation struct {
	info    C.lws_cose_validate_create_info_t
	v       *cose.Validator
	where   map[*cose.Key]*C.struct_lws_cose_key
	results *C.struct_golws_cose_results
	ended   bool
	failed  bool
	gone    bool
}

var coseValidations = handles[*coseValidation]{kind: handleOfValidation}

//export golws_lws_cose_validate_create
func golws_lws_cose_validate_create(info *C.lws_cose_validate_create_info_t) (r *C.struct_lws_cose_validate_context) {
	const name = "lws_cose_validate_create"
	defer recovered(name, nil)
	if info == nil || info.keyset == nil {
		nullArgument(name, "info or its keyset")
		return nil
	}
	if info.sigtype > C.SIGTYPE_MAC0 || info.sigtype == C.SIGTYPE_COUNTERSIGNED {
		refused(name, cose.ErrAlgorithm)
		return nil
	}
	c := &coseValidation{info: *info, results: C.golws_cose_results_new()}
	if c.results == nil {
		return nil
	}
	return (*C.struct_lws_cose_validate_context)(coseValidations.put(c))
}

func coseValidationOf(cps *C.struct_lws_cose_validate_context, name string) *coseValidation {
	c, ok := coseValidations.find(unsafe.Pointer(cps))
	if !ok {
		notBegun(name)
	}
	return c
}

// begin asks the program for what is signed besides, once it knows cps.
func (c *coseValidation) begin(cps *C.struct_lws_cose_validate_context) error {
	more, err := external(c.info.ext_cb, cps, c.info.ext_len)
	if err != nil {
		return err
	}
	var keys []*cose.Key
	keys, c.where = keysIn(c.info.keyset)
	c.v, err = cose.NewValidator(cose.SigType(c.info.sigtype), keys, more, func(p []byte) error {
		if c.info.pay_cb == nil {
			return nil
		}
		at := C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(p))))
		r := C.golws_cose_payload(c.info.pay_cb, cps, c.info.pay_opaque, at, C.size_t(len(p)))
		if r != 0 || c.gone {
			return errGivenUp
		}
		return nil
	})
	return err
}

//export golws_lws_cose_validate_chunk
func golws_lws_cose_validate_chunk(cps *C.struct_lws_cose_validate_context, in *C.uint8_t, n C.size_t, usedIn *C.size_t) (r C.int) {
	r = -1
	const name = "lws_cose_validate_chunk"
	defer recovered(name, nil)
	if usedIn != nil {
		*usedIn = 0
	}
	c := coseValidationOf(cps, name)
	if c == nil || in == nil && n > 0 || c.failed {
		return -1
	}
	if c.ended {
		return 0
	}
	err := error(nil)
	if c.v == nil {
		err = c.begin(cps)
	}
	used, done := 0, false
	if err == nil {
		used, done, err = c.v.Feed(cBytes(unsafe.Pointer(in), int(n)))
	}
	if usedIn != nil {
		*usedIn = C.size_t(used)
	}
	if err != nil {
		c.failed = true
		refused(name, err)
		return -1
	}
	if !done {
		return 1
	}
	c.ended = true
	for _, one := range c.v.Results {
		result := C.int(0)
		if one.Err != nil {
			result = -1
		}
		if C.golws_cose_result_add(c.results, c.where[one.Key], C.cose_param_t(one.Alg), result) != 0 {
			c.failed = true
			return -1
		}
	}
	return 0
}

//export golws_lws_cose_validate_results
func golws_lws_cose_validate_results(cps *C.struct_lws_cose_validate_context) (r *C.struct_lws_dll2_owner) {
	const name = "lws_cose_validate_results"
	defer recovered(name, nil)
	c := coseValidationOf(cps, name)
	if c == nil {
		return nil
	}
	return &c.results.owner
}

//export golws_lws_cose_validate_destroy
func golws_lws_cose_validate_destroy(cps **C.struct_lws_cose_validate_context) {
	const name = "lws_cose_validate_destroy"
	defer recovered(name, nil)
	if cps == nil || *cps == nil {
		return
	}
	c, ok := coseValidations.take(unsafe.Pointer(*cps))
	*cps = nil
	if !ok {
		notBegun(name)
		return
	}
	c.gone = true
	C.golws_cose_results_free(c.results)
	c.results = nil
}

// coseSigning is what a lws_cose_sign_context stands for.
type coseSigning struct {
	s       *cose.Signer
	lec     *C.lws_lec_pctx_t
	pending []byte // of the message, for which there was no room yet
	piece   bool   // it belongs to a piece whose caller comes again
	failed  bool
}

var coseSignings = handles[*coseSigning]{kind: handleOfSigning}

//export golws_lws_cose_sign_create
func golws_lws_cose_sign_create(info *C.lws_cose_sign_create_info_t) (r *C.struct_lws_cose_sign_context) {
	const name = "lws_cose_sign_create"
	defer recovered(name, nil)
	if info == nil || info.lec == nil {
		nullArgument(name, "info or its lec")
		return nil
	}
	if info.sigtype > C.SIGTYPE_MAC0 || info.sigtype == C.SIGTYPE_COUNTERSIGNED {
		refused(name, cose.ErrAlgorithm)
		return nil
	}
	more, err := external(info.ext_cb, nil, info.ext_len)
	var s *cose.Signer
	if err == nil {
		s, err = cose.NewSigner(cose.SigType(info.sigtype), info.flags&C.LCSC_FL_ADD_CBOR_TAG != 0,
			info.flags&C.LCSC_FL_ADD_CBOR_PREFER_MAC0 != 0, uint64(info.inline_payload_len), more)
	}
	if err != nil {
		refused(name, err)
		return nil
	}
	return (*C.struct_lws_cose_sign_context)(coseSignings.put(&coseSigning{s: s, lec: info.lec}))
}

func coseSigningOf(csc *C.struct_lws_cose_sign_context, name string) *coseSigning {
	c, ok := coseSignings.find(unsafe.Pointer(csc))
	if !ok {
		notBegun(name)
	}
	return c
}

//export golws_lws_cose_sign_add
func golws_lws_cose_sign_add(csc *C.struct_lws_cose_sign_context, alg C.cose_param_t, ck *C.struct_lws_cose_key) (r C.int) {
	r = 1
	const name = "lws_cose_sign_add"
	defer recovered(name, nil)
	c := coseSigningOf(csc, name)
	if c == nil || ck == nil {
		return 1
	}
	k, err := coseKeyIn(ck)
	if err == nil {
		err = c.s.Add(int64(alg), k)
	}
	if err != nil {
		refused(name, err)
		return 1
	}
	return 0
}

//export golws_lws_cose_sign_payload_chunk
func golws_lws_cose_sign_payload_chunk(csc *C.struct_lws_cose_sign_context, in *C.uint8_t, n C.size_t) (r C.enum_lws_lec_pctx_ret) {
	r = C.LWS_LECPCTX_RET_FAIL
	const name = "lws_cose_sign_payload_chunk"
	defer recovered(name, nil)
	c := coseSigningOf(csc, name)
	if c == nil || in == nil && n > 0 || c.failed {
		return r
	}
	if !c.piece {
		made, err := c.s.Write(nil, cBytes(unsafe.Pointer(in), int(n)))
		if err != nil {
			c.failed = true
			refused(name, fmt.Errorf("%w", err))
			return r
		}
		c.pending = made
	}
	c.pending = lecWrite(c.lec, c.pending)
	if c.piece = len(c.pending) > 0; c.piece {
		return C.LWS_LECPCTX_RET_AGAIN
	}
	c.pending = nil
	return C.LWS_LECPCTX_RET_FINISHED
}

//export golws_lws_cose_sign_destroy
func golws_lws_cose_sign_destroy(csc **C.struct_lws_cose_sign_context) {
	const name = "lws_cose_sign_destroy"
	defer recovered(name, nil)
	if csc == nil || *csc == nil {
		return
	}
	if _, ok := coseSignings.take(unsafe.Pointer(*csc)); !ok {
		notBegun(name)
	}
	*csc = nil
}
