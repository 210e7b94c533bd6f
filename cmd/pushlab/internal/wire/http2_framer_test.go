package wire

import (
	"bytes"
	"testing"

	"golang.org/x/net/http2"
)

// TestHTTP2Names compares the names with those of x/net.
func TestHTTP2Names(t *testing.T) {
	for i := range 256 {
		// x/net says "" for the types between those that it knows.
		if got, want := HTTP2FrameName(byte(i)), http2.FrameType(i).String(); got != want && want != "" {
			t.Errorf("HTTP2FrameName(%d) = %q, want %q", i, got, want)
		}
		if got, want := HTTP2ErrorName(uint32(i)), http2.ErrCode(i).String(); got != want {
			t.Errorf("HTTP2ErrorName(%d) = %q, want %q", i, got, want)
		}
	}
	for i := range uint16(12) {
		if got, want := settingOf(i).name, http2.SettingID(i).String(); got != want && got != "NO_RFC7540_PRIORITIES" {
			t.Errorf("settingOf(%d) = %q, want %q", i, got, want)
		}
	}
}

// FuzzFrameJudge compares the rule with the error of the Framer, for any frame.
func FuzzFrameJudge(f *testing.F) {
	for _, v := range http2Vectors(f) {
		f.Add([]byte(v.Input))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		u, _, ok := CutHTTP2(input)
		if !ok || u.Kind != KindHTTP2 || len(u.Bytes) > HTTP2MaxFrameSize {
			return
		}
		rule := newFrameJudge().judge(u)
		framer := http2.NewFramer(nil, bytes.NewReader(u.Bytes))
		frame, err := framer.ReadFrame()
		if settings, ok := frame.(*http2.SettingsFrame); ok && err == nil {
			err = settings.ForeachSetting(http2.Setting.Valid)
		}
		if scope, code := errorOf(err); rule.Scope() != scope || rule.ErrorCode() != code {
			t.Errorf("%x: rule %q is a %s error %s, the Framer says %v", input, rule, rule.Scope(), rule.ErrorCode(), err)
		}
	})
}

func errorOf(err error) (scope, code string) {
	switch err := err.(type) {
	case nil:
		return "", ""
	case http2.ConnectionError:
		return ScopeConnection, http2.ErrCode(err).String()
	case http2.StreamError:
		return ScopeStream, err.Code.String()
	}
	return ScopeConnection, "FRAME_SIZE_ERROR" // the frame ended too early
}
