package demo

// plannedLosses are the three losses of EX10, each when the one before is done
// and at least five tokens have come since. Their order is another each time, so
// that a client has to be ready for each: two of them TCP tells it, and the third
// nobody.
func plannedLosses(rs *Runs, _ string) []Fault {
	kinds := []string{faultFin, faultRst, faultBlackhole}
	chance := rs.random(len(kinds))
	for i := len(kinds) - 1; i > 0; i-- { // Fisher and Yates
		j := int(chance[i]) % (i + 1)
		kinds[i], kinds[j] = kinds[j], kinds[i]
	}
	return []Fault{
		{Kind: kinds[0], Event: firstCut},
		{Kind: kinds[1], Event: secondCut},
		{Kind: kinds[2], Event: thirdCut},
	}
}
