package main

// phonePage is what the phone shows.
const phonePage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reached</title>
<h1>This phone reached the laptop.</h1>
<p>The network lets one machine reach another. You can close this page; the laptop knows.</p>
</html>
`

// ownPage is what this machine's own browser shows.
const ownPage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>This is the laptop</title>
<h1>This is the laptop itself.</h1>
<p>Open this address on a phone that is in the same network.</p>
</html>
`

// unreached is said when no phone came.
const unreached = `
What keeps a phone away, the commonest first:
  client isolation   guest Wi-Fi often lets nobody reach a neighbour. Ask for it to be
                     turned off, or use another network.
  captive portal     the phone has not yet passed the sign-in page of this Wi-Fi, or it
                     went back to mobile data. Turn mobile data off while you try.
  another network    phone and laptop are in two: guest and staff, or Wi-Fi and cable
                     that are kept apart. Compare the first numbers of their addresses.
  firewall           this laptop's own: let pushlab take incoming connections.
  power save         the laptop slept, or its Wi-Fi did. Plug it in, keep the lid open.
Sure to work: an access point of your own, which needs no internet (a travel router, or
the hotspot of a phone or of this laptop; a hotspot takes 5 to 10). Or everyone runs
pushlab on their own machine: it is one file, and no network is needed.
`
