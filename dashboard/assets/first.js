/* The page as it came with the document (#first), until the library's scripts have made it again: choices work at once,
   by the browser's own lists; a choice changes the address and brings the page that belongs to it. No state is kept. */
(function () {
  "use strict";
  var CLEARS = { by: ["group", "second", "other", "with"], group: ["second"], study: ["year"], province: ["gemeente"] };
  var THINGS = "a, button, summary, .scroll";

  function first() { return document.getElementById("first"); }

  /* The query string with a choice made, or null when it stood so already. */
  function asked(key, value) {
    var query = new URLSearchParams(window.location.search);
    if ((query.get(key) || "") === value) return null;
    if (value) query.set(key, value); else query.delete(key);
    (CLEARS[key] || []).forEach(function (other) { query.delete(other); });
    return "?" + query.toString();
  }

  function go(url) {
    window.history.pushState({}, "", url);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  /* What is shown, in one line, to be read aloud. */
  function says(shell) {
    var shown = shell.querySelector(".shown .now");
    return shown ? shell.querySelector("h1").textContent + ". " + shown.textContent : "";
  }

  /* What a reader opened stays open. */
  function opened(from, to) {
    var open = Array.prototype.map.call(from.querySelectorAll("details"), function (one) { return one.open; });
    return function () {
      to().querySelectorAll("details").forEach(function (one, k) { if (k in open) one.open = open[k]; });
    };
  }

  /* The page of the present address instead of the one that stands here. */
  function bring(key) {
    var here = window.location.href;
    fetch(here).then(function (answer) { return answer.text(); }).then(function (text) {
      var made = new DOMParser().parseFromString(text, "text/html"), old = first();
      if (!old || window.location.href !== here) return;
      var keep = opened(old, first);
      old.innerHTML = made.getElementById("first").innerHTML;
      keep();
      document.title = made.title;
      document.getElementById("live").textContent = says(old);
      var field = key && old.querySelector('select[name="' + key + '"]');
      if (field) field.focus({ preventScroll: true });
    }).catch(function () { window.location.reload(); });
  }

  function choose(field) {
    var search = asked(field.name, field.value);
    if (!search) return;
    go(search);
    bring(field.name);
  }

  document.addEventListener("change", function (event) {
    if (event.target.closest("#first select")) choose(event.target);
  });
  /* A reader can be quicker than this script. */
  document.querySelectorAll("#first select").forEach(function (field) {
    var stood = field.querySelector("option[selected]");
    if (stood && !stood.selected) choose(field);
  });
  window.addEventListener("popstate", function () { if (first()) bring(""); });

  /* The page that the library made takes over, unless the reader has a list in hand; what was opened, or stood on, stays. */
  function leave(shell) {
    var old = first();
    if (!old) return true;
    if (old.querySelector("select:focus")) return false;
    var place = Array.prototype.indexOf.call(old.querySelectorAll(THINGS), document.activeElement);
    opened(old, function () { return shell; })();
    old.remove();
    if (place >= 0) shell.querySelectorAll(THINGS)[place].focus({ preventScroll: true });
    return true;
  }

  /* The library's scripts run in their order, once the document is complete and painted: until a document is complete, a
     browser keeps a reader's Back to itself, and scripts that stand in it would hold that up. */
  function wake() {
    document.getElementById("library").content.querySelectorAll("script").forEach(function (one) {
      var script = document.createElement("script");
      Array.prototype.forEach.call(one.attributes, function (said) { script.setAttribute(said.name, said.value); });
      script.textContent = one.textContent;
      script.async = false;
      document.body.appendChild(script);
    });
  }
  window.addEventListener("load", function () { window.setTimeout(wake, 0); });

  window.vroeg = { asked: asked, go: go, leave: leave, says: says };
})();
