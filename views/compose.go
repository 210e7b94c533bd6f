package views

import "encoding/json"

// preset is the one that a bench begins with; an empty one for a bench without.
func (p BenchProps) preset() Preset {
	for _, preset := range p.Presets {
		if p.is("preset", preset.ID) {
			return preset
		}
	}
	return Preset{}
}

// firstBytes is what stands in the box at the beginning.
func (p BenchProps) firstBytes() string { return p.preset().Set["raw"] }

// json is Set for the page's module.
func (p Preset) json() string {
	b, err := json.Marshal(p.Set)
	if err != nil { // strings can always be encoded
		return "{}"
	}
	return string(b)
}

// composerWire is the transport that the bytes of a bench are for.
func (p BenchProps) composerWire() string {
	if p.Demo == "frames" {
		return "ws"
	}
	return "es"
}
