package wire

type Rule uint8

func (r Rule) String() string { return "" }
func (r Rule) Spec() string   { return "" }
func (r Rule) CloseCode() int { return 0 }

func newEventDecoder() Decoder                { return nil }
func newOneWay(p string, d Direction) Decoder { return nil }

type Conn struct{}

func NewConn(protocol string) *Conn                                      { return &Conn{} }
func (c *Conn) Decode(dir Direction, p []byte) []Frame                   { return nil }
func (c *Conn) End(dir Direction) []Frame                                { return nil }
func (c *Conn) Next(dir Direction, p []byte) (n int, frames []Frame)     { return len(p), nil }
func (c *Conn) Exchange(dir Direction) int                               { return 0 }
func (c *Conn) InHead(dir Direction) bool                                { return false }
func (c *Conn) Over(exchange int) bool                                   { return false }
func (c *Conn) Idle()                                                    {}
func (c *Conn) SetReadLimit(dir Direction, n int64)                      {}
func EventSpans(start, end int64, lower []Frame) []Span                  { return nil }
func MessageSpans(start, end int64, lower []Frame) []Span                { return nil }
func Dissect(f Frame, dir Direction, b []byte, lastEventID string) Frame { return f }
func IsEventStream(contentType string) bool                              { return false }

type EventStream struct {
	LastEventID string
	Retry       int
}
type Dispatch struct{ Type, Data, LastEventID string }

func NewEventStream() *EventStream              { return &EventStream{Retry: -1} }
func (s *EventStream) Feed(p []byte) []Dispatch { return nil }

type Line struct {
	Raw, Field, Value, Effect string
	Offset, Length            int
}
type Block struct {
	Lines       []Line
	Dispatch    *Dispatch
	LastEventID string
	Retry       int
}

func ParseBlock(b []byte, lastEventID string) Block { return Block{Retry: -1} }

type HeaderLine struct{ Name, Value string }
type Head struct {
	Method, Target, Proto string
	Status                int
	Reason                string
	Header                []HeaderLine
}

func (h Head) Get(name string) string { return "" }
func ParseHead(b []byte) (Head, bool) { return Head{}, false }

type Opcode = byte

const (
	OpContinuation Opcode = 0x0
	OpText         Opcode = 0x1
	OpBinary       Opcode = 0x2
	OpClose        Opcode = 0x8
	OpPing         Opcode = 0x9
	OpPong         Opcode = 0xA
)

func OpcodeName(op Opcode) string { return "" }

type FrameHeader struct {
	Fin, RSV1, RSV2, RSV3 bool
	Opcode                Opcode
	Masked                bool
	Length                uint64
	Key                   [4]byte
	LengthForm            int
	Size                  int
}

func ParseFrameHeader(p []byte) (h FrameHeader, complete bool) { return }
func (h FrameHeader) Append(b []byte) []byte                   { return b }
func Mask(key [4]byte, pos int, b []byte)                      {}

type Rules struct{}

func NewRules(dir Direction, limit int64) *Rules                     { return &Rules{} }
func (r *Rules) Header(h FrameHeader) Rule                           { return 0 }
func (r *Rules) Payload(p []byte, last bool) Rule                    { return 0 }
func ParseClose(payload []byte) (code int, reason string, rule Rule) { return }
