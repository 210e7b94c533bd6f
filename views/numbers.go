package views

import (
	"strconv"
	"strings"
)

func bytesWords(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 byte"
	}
	return thousands(n) + " bytes"
}

// thousands writes a count with thin spaces: 65 535.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// tenths writes milliseconds to a tenth: 1 564.0.
func tenths(t float64) string {
	whole, tenth, _ := strings.Cut(strconv.FormatFloat(t, 'f', 1, 64), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return whole + "." + tenth
	}
	return thousands(n) + "." + tenth
}
