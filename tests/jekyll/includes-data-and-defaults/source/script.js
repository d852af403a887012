---
permalink: /js/main.js
---
var a = "{{ site.title }}";
