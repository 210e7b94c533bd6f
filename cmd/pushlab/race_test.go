//go:build race

package main

// raceCost is how much more memory a program takes with the race detector in
// it, about: all of what is held has its shadow.
const raceCost = 2
