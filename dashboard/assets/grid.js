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

  window.dash_ag_grid = {
    AgGrid: function (props) {
      var state = window.React.useState(null), real = state[0], show = state[1];
      window.React.useEffect(function () {
        bundle().then(function () { show(function () { return window.dash_ag_grid.AgGrid; }); });
      }, []);
      return real
        ? window.React.createElement(real, props)
        : window.React.createElement("div", { className: props.className, style: props.style }, plain(props));
    }
  };
})();
