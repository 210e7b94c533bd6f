package main

func (x *scripted) seatPages() {}
func (x *scripted) hostPages() {}
func (x *scripted) refusals()  {}
func (x *scripted) benches()   {}
func (x *scripted) exports()   {}
