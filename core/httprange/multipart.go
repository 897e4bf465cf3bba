package httprange

import "strconv"

// AppendContentRange appends the value of a Content-Range field for r (RFC 9110
// section 14.4).
func AppendContentRange(dst []byte, r Range, size int64) []byte {
	dst = append(dst, "bytes "...)
	dst = strconv.AppendInt(dst, r.First, 10)
	dst = append(dst, '-')
	dst = strconv.AppendInt(dst, r.End()-1, 10)
	dst = append(dst, '/')
	return strconv.AppendInt(dst, size, 10)
}

// AppendUnsatisfied appends the value of a Content-Range field for a response
// with status 416.
func AppendUnsatisfied(dst []byte, size int64) []byte {
	return strconv.AppendInt(append(dst, "bytes */"...), size, 10)
}

// AppendPart appends what stands before a range's bytes in a body of type
// multipart/byteranges (RFC 9110 section 14.6).
func AppendPart(dst []byte, boundary, contentType string, r Range, size int64) []byte {
	dst = append(dst, "\r\n--"...)
	dst = append(dst, boundary...)
	if contentType != "" {
		dst = append(dst, "\r\ncontent-type: "...)
		dst = append(dst, contentType...)
	}
	dst = append(dst, "\r\ncontent-range: "...)
	dst = AppendContentRange(dst, r, size)
	return append(dst, "\r\n\r\n"...)
}

// AppendEnd appends what ends such a body.
func AppendEnd(dst []byte, boundary string) []byte {
	dst = append(dst, "\r\n--"...)
	dst = append(dst, boundary...)
	return append(dst, "--\r\n"...)
}
