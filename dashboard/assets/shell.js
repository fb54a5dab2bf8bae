/* Choices to the address, links without a reload, focus and live line after a change. No state is kept. */
(function () {
  "use strict";
  var last = null;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    vroeg: {
      choose: function () {
        var stay = window.dash_clientside.no_update;
        var hit = (window.dash_clientside.callback_context.triggered || [])[0];
        if (!hit) return stay;
        var id = JSON.parse(hit.prop_id.slice(0, hit.prop_id.lastIndexOf(".")));
        var value = Array.isArray(hit.value) ? hit.value.join(",") : hit.value || "";
        var search = value === id.was ? null : window.vroeg.asked(id.key, value);
        if (search === null) return stay;
        last = id.key;
        return search;
      },
      look: function (search) {
        var theme = new URLSearchParams(search || "").get("theme");
        return theme === "dark" || theme === "light" ? theme : undefined;
      }
    }
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target : null;
    if (!target) return;
    var print = target.closest("button.print");
    if (print) { window.print(); return; }
    var menu = target.closest("button.menu");
    if (menu) {
      menu.setAttribute("aria-expanded", menu.getAttribute("aria-expanded") === "true" ? "false" : "true");
      return;
    }
    var link = target.closest("a.go");
    if (!link || link.closest("#first") || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    var to = new URL(link.href, window.location.href);
    if (to.origin !== window.location.origin) return;
    event.preventDefault();
    last = to.pathname === window.location.pathname ? "link" : "page";
    window.vroeg.go(to.pathname + to.search + to.hash);
  });

  function choiceOf(key) {
    return Array.prototype.find.call(document.querySelectorAll("input[id]"), function (input) {
      return input.id.indexOf('"key":"' + key + '"') >= 0 && input.offsetParent !== null;
    });
  }

  function settle() {
    var shell = document.querySelector("#react-entry-point .shell");
    if (!shell || shell.dataset.settled || !window.vroeg.leave(shell)) return;
    shell.dataset.settled = "yes";
    document.documentElement.lang = shell.lang;
    if (last) document.getElementById("live").textContent = window.vroeg.says(shell);
    if (last === "page") {
      var main = document.getElementById("main");
      if (main) main.focus({ preventScroll: true });
      if (!window.location.hash) window.scrollTo(0, 0);
    } else if (last && last !== "link") {
      var field = choiceOf(last);
      if (field) field.focus({ preventScroll: true });
    }
    last = null;
    if (window.location.hash) {
      var goal = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
      if (goal) goal.scrollIntoView();
    }
  }

  /* A choice is a combobox: its library calls it a text box, so role and state are put right here. */
  function name_choices() {
    document.querySelectorAll(".choice input[aria-haspopup=listbox]").forEach(function (field) {
      var open = field.hasAttribute("aria-controls") ? "true" : "false";
      if (field.getAttribute("role") !== "combobox") field.setAttribute("role", "combobox");
      if (field.getAttribute("aria-expanded") !== open) field.setAttribute("aria-expanded", open);
    });
  }

  window.addEventListener("popstate", function () { last = "page"; });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.numbers:not(.long)").forEach(function (one) {
      if (!one.open) { one.open = true; one.dataset.shut = "yes"; }
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-shut]").forEach(function (one) { one.open = false; delete one.dataset.shut; });
  });
  document.addEventListener("focusout", function () { window.setTimeout(settle, 0); });
  new MutationObserver(function () { settle(); name_choices(); }).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-controls"]
  });
})();
