---
---
var endpoints = {{ site.data.endpoints | jsonify }};
var build = "{{ site.time | date: '%s' }}";
var langs = {{ site.languages | jsonify }};
