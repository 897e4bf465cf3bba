package ws_test

import (
	"fmt"

	"github.com/golws/golws/core/ws"
)

// A client's frame comes in two reads; the answer is a frame with the same text.
func Example() {
	accept := ws.AcceptKey("dGhlIHNhbXBsZSBub25jZQ==") // RFC 6455 §1.3
	fmt.Printf("Sec-WebSocket-Accept: %s\n", accept[:])

	// "Hello", masked, of RFC 6455 §5.7
	reads := [][]byte{{0x81, 0x85, 0x37, 0xfa}, {0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}}

	var (
		decoder ws.Decoder
		writer  ws.Writer
		event   ws.Event
		buf     []byte
		message []byte
	)
	decoder.Init(&ws.Config{Role: ws.Server, MaxMessage: 1 << 20})
	for _, read := range reads {
		buf = append(buf, read...)
		for {
			n, err := decoder.Next(&event, buf)
			if err != nil {
				fmt.Println(err) // err.Code belongs in the close frame
				return
			}
			if event.Kind == ws.NeedMore {
				buf = buf[n:]
				break
			}
			if event.Kind == ws.DataReceived {
				message = append(message, event.Payload...)
				if event.Flags.Has(ws.MessageEnd) {
					fmt.Printf("message: %s\n", message)
				}
			}
			buf = buf[n:]
		}
	}

	first, _, err := writer.Frame(ws.Text, false, len(message))
	if err != nil {
		fmt.Println(err)
		return
	}
	answer := append(ws.AppendHeader(nil, first, uint64(len(message))), message...)
	fmt.Printf("answer: % x\n", answer)

	// Output:
	// Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
	// message: Hello
	// answer: 81 05 48 65 6c 6c 6f
}
