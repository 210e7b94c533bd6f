package server

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"pushlab/views"
)

// quietZone is the light margin of a code in modules (ISO/IEC 18004 §6.3.8).
const quietZone = 4

// qrCode draws text as a QR code. Level M mends 15 % of it: a projector washes
// a corner out, and the code stays small enough to be read from the last row.
func qrCode(text, label string) (views.QRCode, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return views.QRCode{}, fmt.Errorf("drawing a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, x-from, x-from)
			}
		}
	}
	return views.QRCode{Label: label, Size: code.Size + 2*quietZone, Path: path.String()}, nil
}
