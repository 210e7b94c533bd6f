package server

// A Port is one that a server asks for.
type Port struct {
	Place  string
	Number int
	Needed bool // without it the server does not start; else it takes any free one
}

// Ports says on which host and ports a server with this Config.Addr listens.
func Ports(addr string) (host string, ports []Port, err error) {
	host, first, exact, err := parseAddr(addr)
	if err != nil {
		return "", nil, err
	}
	for _, row := range placeTable {
		port := Port{Place: row.name, Number: first + row.after, Needed: exact || row.after == 0}
		if first == 0 {
			port.Number = 0
		}
		ports = append(ports, port)
	}
	return host, ports, nil
}
