package trace

import (
	"encoding/binary"
	"time"
)

// Blocks, options and link types of draft-ietf-opsawg-pcapng, all numbers
// little-endian.
const (
	sectionBlock   = 0x0A0D0D0A // §4.1
	interfaceBlock = 1          // §4.2
	packetBlock    = 6          // §4.3, enhanced

	byteOrder = 0x1A2B3C4D // tells a reader that numbers are little-endian

	endOption     = 0 // §3.5
	commentOption = 1
	appOption     = 4 // shb_userappl
	nameOption    = 2 // if_name
	resolOption   = 9 // if_tsresol

	nanoseconds = 9   // of if_tsresol: units of 10^-9 s
	rawLink     = 101 // LINKTYPE_RAW: packets begin with their IP header
)

var order = binary.LittleEndian

// sectionHeader begins the file.
func sectionHeader(view string) []byte {
	says := "Written by pushlab from the trace of a run"
	if view != "" {
		says += ", /v/" + view
	}
	says += ". Bytes, times and ends are the recorded ones. TCP segments and acknowledgements are made up: the recorder sees reads and writes, not packets."
	b := beginBlock(nil, sectionBlock)
	b = order.AppendUint32(b, byteOrder)
	b = order.AppendUint16(b, 1) // version 1.0
	b = order.AppendUint16(b, 0)
	b = order.AppendUint64(b, 1<<64-1) // the section's length is not told
	b = appendOption(b, commentOption, says)
	b = appendOption(b, appOption, "pushlab")
	return endBlock(appendOption(b, endOption, ""))
}

// interfaceDescription says what packets look like and how times count.
func interfaceDescription() []byte {
	b := beginBlock(nil, interfaceBlock)
	b = order.AppendUint16(b, rawLink)
	b = order.AppendUint16(b, 0)
	b = order.AppendUint32(b, 0) // no limit of a packet's length
	b = appendOption(b, nameOption, "lab")
	b = appendOption(b, resolOption, string(rune(nanoseconds)))
	return endBlock(appendOption(b, endOption, ""))
}

// beginPacket begins the block of a packet of n bytes, in place of what b had.
func beginPacket(b []byte, at time.Time, n int) []byte {
	b = beginBlock(b[:0], packetBlock)
	t := uint64(at.UnixNano())
	for _, v := range []uint32{0, uint32(t >> 32), uint32(t), uint32(n), uint32(n)} {
		b = order.AppendUint32(b, v) // interface, time, captured and original length
	}
	return b
}

// endPacket ends the block behind the packet's bytes.
func endPacket(b []byte, comment string) []byte {
	b = pad(b)
	if comment != "" {
		b = appendOption(b, commentOption, comment)
		b = appendOption(b, endOption, "")
	}
	return endBlock(b)
}

// beginBlock leaves room for the length, which endBlock knows.
func beginBlock(b []byte, kind uint32) []byte {
	return append(order.AppendUint32(b, kind), 0, 0, 0, 0)
}

// endBlock writes the block's length at both of its ends.
func endBlock(b []byte) []byte {
	n := uint32(len(b) + 4)
	order.PutUint32(b[4:], n)
	return order.AppendUint32(b, n)
}

func appendOption(b []byte, code uint16, value string) []byte {
	b = order.AppendUint16(b, code)
	b = order.AppendUint16(b, uint16(len(value)))
	return pad(append(b, value...))
}

// pad fills up to a multiple of 32 bits.
func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
