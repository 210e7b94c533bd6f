package views

// title is what the browser's tab shows.
func title(l Layout) string {
	if l.Title == "" {
		return "pushlab: SSE and WebSocket, byte by byte"
	}
	return l.Title + " · pushlab"
}
