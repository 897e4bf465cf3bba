package header

// Method is a request method. The values are those of the LWSHUMETH constants,
// so that they cross the C edge unchanged.
type Method uint8

// The methods that a Table has a place for.
const (
	Get Method = iota
	Post
	Options
	Put
	Patch
	Delete
	Connect
	Head
	// Path marks an HTTP/2 request whose :method has no constant of its own.
	Path

	// NoMethod is an unrecognized method or none.
	NoMethod Method = 255
)

var methods = [...]struct {
	name string
	uri  Token
}{
	Get:     {"GET", GetURI},
	Post:    {"POST", PostURI},
	Options: {"OPTIONS", OptionsURI},
	Put:     {"PUT", PutURI},
	Patch:   {"PATCH", PatchURI},
	Delete:  {"DELETE", DeleteURI},
	Connect: {"CONNECT", ConnectURI},
	Head:    {"HEAD", HeadURI},
	Path:    {"", ColonPath},
}

// String returns the method's name as it goes over the wire.
func (m Method) String() string {
	if int(m) >= len(methods) {
		return ""
	}
	return methods[m].name
}

// URI returns the token that holds the path of a request made with m.
func (m Method) URI() Token {
	if int(m) >= len(methods) {
		return Unknown
	}
	return methods[m].uri
}

// LookupMethod finds a method by its name, in any case: RFC 9110 §9.1 makes
// method names case-sensitive, but fetch() in browsers sends "patch" as it is
// written, and programs built for lws were answered.
func LookupMethod(name []byte) Method {
	for m := range methods {
		if s := methods[m].name; len(s) == len(name) && s != "" && foldUpper(name, s) {
			return Method(m)
		}
	}
	return NoMethod
}

func foldUpper(b []byte, upper string) bool {
	for i, c := range b {
		if c != upper[i] && (c < 'a' || c > 'z' || c&^0x20 != upper[i]) {
			return false
		}
	}
	return true
}
