"use strict";
(() => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const byId = (id) => document.getElementById(id);
  if (typeof L === "undefined" || !data.layers.length) return;
  byId("picture").hidden = true;
  byId("live").hidden = false;

  const at = (x, y) => L.latLng(y / 10, x / 10);
  const zh = () => byId("lang-zh").checked;
  const map = L.map("leaflet", {crs: L.CRS.Simple, preferCanvas: true, minZoom: -8, maxZoom: 4, zoomSnap: 0.25,
    attributionControl: false});
  const canvas = L.canvas({padding: 0.3, tolerance: 4});
  const whole = L.latLngBounds(at(0, 0), at(data.width, data.height));
  map.fitBounds(whole);

  // Each point is told as its difference from the one before.
  const course = (coded) => {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < coded.length; i += 2) points.push(at(x += coded[i], y += coded[i + 1]));
    return points;
  };
  const shape = (layer, coded) => {
    const green = layer.name === "green_spaces";
    const look = {renderer: canvas, color: layer.colour, weight: layer.finding ? 3 : green ? 0 : 1,
      fillOpacity: layer.finding ? 0.35 : green ? 0.5 : 0.03};
    if (layer.shape === "point") {
      return L.circleMarker(coded, {...look, radius: layer.finding ? 5 : 2, weight: 1, fillOpacity: 0.8});
    }
    const parts = coded.map(course);
    return layer.shape === "line" ? L.polyline(parts, look) : L.polygon(parts, look);
  };
  const square = (layer, [x, y, count], most) => {
    const half = layer.side / 2;
    const drawn = L.rectangle([at(x - half, y - half), at(x + half, y + half)],
      {renderer: canvas, stroke: false, fillColor: layer.colour, fillOpacity: 0.1 + 0.7 * count / most});
    return drawn.bindTooltip(String(count));
  };

  const title = (layer) => zh() ? layer.zh : layer.en;
  const bold = (drawn) => drawn.setStyle && drawn.setStyle({color: "#d40000"});
  const row = (layer, i) => byId(layer.name + "-" + i);
  let chosen = null;
  const choose = (layer, i, show) => {
    if (chosen) {
      chosen.drawn.setStyle({color: chosen.layer.colour});
      chosen.row?.classList.remove("chosen");
    }
    const drawn = layer.drawn[i];
    if (!drawn) return;
    chosen = {layer, drawn, row: row(layer, i)};
    bold(drawn);
    chosen.row?.classList.add("chosen");
    byId("place").textContent = title(layer) + " · " + layer.names[i];
    if (show === "map") {
      layer.box.checked = true;
      layer.group.addTo(map);
      const bounds = drawn.getBounds ? drawn.getBounds() : L.latLngBounds(drawn.getLatLng(), drawn.getLatLng());
      map.fitBounds(bounds.pad(1), {maxZoom: 0});
      byId("map").scrollIntoView({block: "start"});
    } else if (chosen.row) {
      chosen.row.closest("details").open = true;
      chosen.row.scrollIntoView({block: "center"});
    }
  };

  // The ground goes below what was found, in the order of the layers.
  const lower = () => {
    for (const layer of data.layers) {
      if (!layer.finding && map.hasLayer(layer.group)) layer.group.eachLayer((drawn) => drawn.bringToBack());
    }
  };
  // One a line; "+n": n more that count on; another + stands before what begins with one.
  const namesOf = (layer) => {
    const ends = [];
    for (const line of layer.names.split("\n")) {
      if (/^\+\d+$/.test(line)) {
        const last = ends[ends.length - 1], digits = /\d{1,15}$/.exec(last)[0];
        const head = last.slice(0, last.length - digits.length);
        for (let i = 1; i <= Number(line); ++i) ends.push(head + String(Number(digits) + i).padStart(digits.length, "0"));
      } else {
        ends.push(line.startsWith("+") ? line.slice(1) : line);
      }
    }
    return ends.map((end) => layer.start + end);
  };
  const tip = L.tooltip({direction: "top", offset: [0, -6]});
  const toggles = byId("layers");
  for (const layer of data.layers) {
    layer.group = L.layerGroup();
    if (layer.squares) {
      const most = Math.max(...layer.squares.map((s) => s[2]));
      layer.squares.forEach((s) => square(layer, s, most).addTo(layer.group));
    } else {
      layer.names = namesOf(layer);
      layer.drawn = (layer.points ? course(layer.points) : layer.rows).map((coded, i) => {
        const drawn = shape(layer, coded).addTo(layer.group);
        drawn.on("mouseover", (event) => {
          const name = document.createElement("bdi");
          name.textContent = title(layer) + " · " + layer.names[i];
          map.openTooltip(tip.setContent(name).setLatLng(event.latlng));
        });
        drawn.on("mouseout", () => map.closeTooltip(tip));
        drawn.on("click", () => choose(layer, i, "row"));
        return drawn;
      });
    }
    const label = document.createElement("label");
    const box = layer.box = document.createElement("input");
    box.type = "checkbox";
    box.checked = layer.shown;
    box.dataset.layer = layer.name;
    box.addEventListener("change", () => {
      if (!box.checked) return layer.group.remove();
      layer.group.addTo(map);
      if (!layer.finding) lower();
    });
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = layer.colour;
    label.append(box, " ", swatch);
    for (const language of ["en", "zh"]) {
      const name = document.createElement("span");
      name.className = language;
      name.textContent = layer[language] + " (" + layer.count + ")";
      label.append(name);
    }
    toggles.append(label);
  }
  // The ground first, so that findings lie on it.
  for (const finding of [false, true]) {
    data.layers.filter((l) => l.shown && l.finding === finding).reverse().forEach((l) => l.group.addTo(map));
  }
  map.on("mousemove", (event) => {
    const {lat, lng} = event.latlng;
    byId("where").textContent = (data.x + lng).toFixed(1) + ", " + (data.y + lat).toFixed(1);
  });

  const named = Object.fromEntries(data.layers.map((l) => [l.name, l]));
  const follow = (event) => {
    const line = event.target.closest("tr[data-layer]");
    if (!line || (event.type === "keydown" && event.key !== "Enter")) return;
    const layer = named[line.dataset.layer];
    if (layer && layer.drawn) choose(layer, Number(line.dataset.row), "map");
  };
  document.addEventListener("click", follow);
  document.addEventListener("keydown", follow);
  byId("print").hidden = false;
  byId("print").addEventListener("click", () => window.print());
  if (location.hash === "#wall") byId("wall").checked = true;
  const language = () => { document.documentElement.lang = zh() ? "zh-CN" : "en"; };
  document.querySelectorAll("input[name=language]").forEach((input) => input.addEventListener("change", language));
})();
