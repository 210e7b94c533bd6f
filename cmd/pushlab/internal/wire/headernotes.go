package wire

// A note says what a field is for and which section defines it.
type note struct{ text, spec string }

const (
	specHTTP      = "RFC 9110"
	specEventTo   = "WHATWG HTML §9.2.4"
	specUpgradeTo = "RFC 6455 §4.1"
	specUpgraded  = "RFC 6455 §4.2.2"
	specFetch     = "W3C Fetch Metadata §2"
	specCORS      = "WHATWG Fetch, CORS protocol"
)

// headerNotes has the fields that the streams of this lab carry, by their name
// in lower case.
var headerNotes = map[string]note{
	"accept":                       {"Which types the client can read.", specHTTP + " §12.5.1"},
	"accept-encoding":              {"Which compressions the client can undo.", specHTTP + " §12.5.3"},
	"accept-language":              {"Which languages the reader prefers.", specHTTP + " §12.5.4"},
	"access-control-allow-origin":  {"The page's origin, named as one that may read this response.", specCORS},
	"access-control-allow-headers": {"Which fields a page of another origin may set.", specCORS},
	"access-control-allow-methods": {"Which methods a page of another origin may use.", specCORS},
	"access-control-max-age":       {"For how many seconds the browser need not ask again.", specCORS},
	"authorization":                {"Who is asking. The value is overwritten here.", specHTTP + " §11.6.2"},
	"cache-control":                {"What caches may do: no-store means that none keeps a copy, no-cache that none answers by itself.", "RFC 9111 §5.2"},
	"connection":                   {"About this one connection: keep it, close it, or upgrade it.", specHTTP + " §7.6.1"},
	"content-encoding":             {"How the body is compressed.", specHTTP + " §8.4"},
	"content-length":               {"How many bytes the body has. It is known before the first one is sent.", "RFC 9112 §6.2"},
	"content-type":                 {"What the body is. Only text/event-stream opens an EventSource, any other type makes it fail for good.", specHTTP + " §8.3"},
	"cookie":                       {"What the server asked this browser to remember. The value is overwritten here.", "RFC 6265 §5.4"},
	"date":                         {"When the server wrote this head.", specHTTP + " §6.6.1"},
	"host":                         {"Which of the sites at this address is meant. Every request of HTTP/1.1 has it.", specHTTP + " §7.2"},
	"keep-alive":                   {"How long the server means to keep an idle connection.", "RFC 2068 §19.7.1.1"},
	"last-event-id":                {"The id of the last event that this browser got, in front of the break. The server goes on behind it.", specEventTo},
	"origin":                       {"Which site's page is asking. A browser sets it, a page can not.", "RFC 6454 §7"},
	"pragma":                       {"What no-cache was called in HTTP/1.0.", "RFC 9111 §5.4"},
	"referer":                      {"Which page had the link.", specHTTP + " §10.1.3"},
	"retry-after":                  {"How many seconds the client should wait. An EventSource ignores it.", specHTTP + " §10.2.3"},
	"sec-fetch-dest":               {"What the answer is for. A page can not set it.", specFetch},
	"sec-fetch-mode":               {"In which mode the browser asks. A page can not set it.", specFetch},
	"sec-fetch-site":               {"How the page's site and this one are related. A page can not set it.", specFetch},
	"sec-websocket-accept":         {"SHA-1 of the key and a fixed text, in base64: it proves that the server knows WebSocket. It is no password.", specUpgraded},
	"sec-websocket-extensions":     {"Which extensions are offered or taken.", "RFC 6455 §9.1"},
	"sec-websocket-key":            {"16 random bytes in base64. The server has to answer with what it makes of them.", specUpgradeTo},
	"sec-websocket-protocol":       {"Which protocols the client offers to speak inside the messages, or the one that the server chose.", specUpgradeTo},
	"sec-websocket-version":        {"Always 13.", specUpgradeTo},
	"server":                       {"Which program answers.", specHTTP + " §10.2.4"},
	"set-cookie":                   {"What this browser is asked to remember. The value is overwritten here.", "RFC 6265 §4.1"},
	"te":                           {"Which transfer codings the client takes besides chunked.", specHTTP + " §10.1.4"},
	"trailer":                      {"Which fields come behind the body.", specHTTP + " §6.6.2"},
	"transfer-encoding":            {"chunked: the length is not known in advance, so the body comes in chunks that each say theirs.", "RFC 9112 §6.1"},
	"upgrade":                      {"Which protocol the connection should go on with.", specHTTP + " §7.8"},
	"user-agent":                   {"Which program asks.", specHTTP + " §10.1.5"},
	"vary":                         {"On which request fields this answer depends.", specHTTP + " §12.5.5"},
	"x-accel-buffering":            {"no asks nginx not to collect the stream in a buffer. No standard has it.", "nginx ngx_http_proxy_module"},
	"x-api-key":                    {"Who is asking. The value is overwritten here.", specHTTP + " §5.1"},
	"x-content-type-options":       {"nosniff: the browser takes the type as it is said.", "WHATWG Fetch"},
}
