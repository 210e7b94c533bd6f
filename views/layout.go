package views

// title is what the browser's tab shows.
func title(l Layout) string {
	if l.Title == "" {
		return "pushlab: SSE and WebSocket, byte by byte"
	}
	return l.Title + " · pushlab"
}

// styles are those of every page, of a page in a room, and its own.
func styles(l Layout, s surround) []string {
	names := []string{"css/tokens.css", "css/base.css", "css/page.css"}
	if l.Room != nil {
		names = append(names, "css/strip.css")
	}
	return append(names, s.styles...)
}

// entries are the modules that a page begins with.
func entries(l Layout, s surround) []string {
	names := []string{"js/page.js"}
	if l.Room != nil {
		names = append(names, "js/room/strip.js")
	}
	return append(names, s.modules...)
}
