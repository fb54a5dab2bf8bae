/* The table to search in brings more than a megabyte of scripts; they are read when the first one is drawn.
   Until then its place stands in for it, in the size that it will have. */
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

  window.dash_ag_grid = {
    AgGrid: function (props) {
      var state = window.React.useState(null), real = state[0], show = state[1];
      window.React.useEffect(function () {
        bundle().then(function () { show(function () { return window.dash_ag_grid.AgGrid; }); });
      }, []);
      return real
        ? window.React.createElement(real, props)
        : window.React.createElement("div", { className: props.className, style: props.style });
    }
  };
})();
