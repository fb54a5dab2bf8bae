/* The table to search in brings more than a megabyte of scripts; they are read when the first one is drawn.
   Until then its first rows stand in its place, in the size that it will have, as in the document. */
(function () {
  "use strict";
  var waiting = null;

  function bundle() {
    waiting = waiting || new Promise(function (done) {
      var script = document.createElement("script");
      script.src = document.getElementById("live").dataset.grid;
      script.onload = done;
      document.head.appendChild(script);
    });
    return waiting;
  }

  function plain(props) {
    var make = window.React.createElement, columns = props.columnDefs;
    function line(kind, key, say) {
      return make("tr", { key: key }, columns.map(function (one) { return make(kind, { key: one.field }, say(one)); }));
    }
    return make("table", null,
      make("thead", null, line("th", "head", function (one) { return one.headerName; })),
      make("tbody", null, props.rowData.slice(0, 20).map(function (row, k) {
        return line("td", k, function (one) { return row[one.field]; });
      })));
  }

  /* The real table is made out of sight, and takes the place of its first rows when it has its own. */
  function Places(props) {
    var make = window.React.createElement, holder = window.React.useRef(null);
    var made = window.React.useState(null), real = made[0];
    var shown = window.React.useState(false), stands = shown[0];
    window.React.useEffect(function () {
      bundle().then(function () { made[1](function () { return window.dash_ag_grid.AgGrid; }); });
      var watch = new MutationObserver(function () {
        if (!holder.current.querySelector(".ag-cell, .ag-overlay-no-rows-center")) return;
        watch.disconnect();
        shown[1](true);
      });
      watch.observe(holder.current, { childList: true, subtree: true });
      return function () { watch.disconnect(); };
    }, []);
    var own = Object.assign({}, props, { className: "", style: { height: props.style.height && "100%", width: "100%" } });
    return make("div", { className: props.className, style: props.style, ref: holder },
      real && make("div", { key: "real", className: stands ? "whole" : "coming" }, make(real, own)),
      stands ? null : make("div", { key: "meanwhile", className: "meanwhile" }, plain(props)));
  }

  window.dash_ag_grid = { AgGrid: Places };
})();
