// What the map of the workbench draws: areas with a fill, borders that follow from who has which swv, names, marks.
// It knows nothing of drawing by hand (werkbank_gereedschap.js) or of the page around it (werkbank.js).
const NS = 'http://www.w3.org/2000/svg';
export const el = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties || {});
  made.append(...children);
  return made;
};
export const write = (value, digits) => value.toLocaleString('nl-NL', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const signed = (value, digits) => (value > 0 ? '+' : value < 0 ? '−' : '') + write(Math.abs(value), digits);

// ---- shapes: rings of longitude and latitude, with a box around them
const rings = (geometry) => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates || []);
const shapeOf = (geometry) => {
  const polygons = rings(geometry);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  polygons.forEach((polygon) => polygon[0].forEach(([x, y]) => {
    box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
  }));
  return { polygons, box, latlngs: polygons.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => [y, x]))) };
};
export const inRing = (ring, x, y) => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) { inside = !inside; }
  }
  return inside;
};
const holds = (shape, x, y) => x >= shape.box[0] && x <= shape.box[2] && y >= shape.box[1] && y <= shape.box[3]
  && shape.polygons.some((polygon) => inRing(polygon[0], x, y) && !polygon.slice(1).some((hole) => inRing(hole, x, y)));
const boxOf = (shapes) => L.latLngBounds(shapes.flatMap((one) => [[one.box[1], one.box[0]], [one.box[3], one.box[2]]]));

// ---- patterns: what a colour says is also said by a hatch
const pattern = (id, size, background, path, colour, width, turn) => {
  const made = document.createElementNS(NS, 'pattern');
  Object.entries({ id, width: size, height: size, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${turn})` })
    .forEach(([name, value]) => made.setAttribute(name, value));
  made.innerHTML = `${background ? `<rect width="${size}" height="${size}" fill="${background}"/>` : ''}<path d="${path}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
  return made;
};
const HATCHES = [
  ['wb-geen', 9, '#ffffff', 'M0 4.5H9M4.5 0V9', '#6f757b', 1.6, 45],
  ['wb-anders', 8, '', 'M0 4H8', '#12233a', 1.7, 45],
  ['wb-vast', 7, '', 'M0 3.5H1.6', '#12233a', 2, 0],
];

export function makeDrawing(kaart, look) {
  const element = kaart.getContainer();
  const pane = (name, z) => {
    const made = kaart.createPane(name);
    Object.assign(made.style, { zIndex: z, pointerEvents: 'none' });
    return L.svg({ pane: name, padding: 0.4 });
  };
  const areas = pane('wb-vlakken', 400);
  const parts = pane('wb-pc4', 404);
  const marks = pane('wb-merken', 406);
  const borders = pane('wb-grenzen', 410);
  const shown = pane('wb-flits', 420);
  const still = (renderer, name, more) => ({ renderer, pane: name, interactive: false, smoothFactor: 0, noClip: true, ...more });
  const own = {
    ground: null, shapes: [], paths: [], arcs: [], coast: null, fills: [], lines: {}, marks: null, sites: null, names: null,
    cut: null, chosen: null, flash: null, preview: new Set(), hatches: 0, spots: [],
  };

  const defs = (renderer, hatches) => {  // patterns stand with who uses them
    const svg = renderer._container;
    if (!svg) { return; }
    let made = svg.querySelector('defs');
    if (!made) { made = document.createElementNS(NS, 'defs'); svg.prepend(made); }
    made.replaceChildren(...hatches.map((one) => pattern(...one)));
  };

  // ---- areas
  const setGround = (ground) => {
    own.paths.forEach((path) => path.remove());
    if (own.coast) { own.coast.remove(); }
    own.ground = ground;
    own.shapes = ground.gebieden.map(shapeOf);
    own.paths = own.shapes.map((shape) => L.polygon(shape.latlngs, still(areas, 'wb-vlakken', { stroke: true, weight: 0.6, fillOpacity: 1, opacity: 1 })).addTo(kaart));
    own.fills = own.shapes.map(() => '');
    own.arcs = ground.bogen.map(([one, other, lines]) => [one, other, lines.map((line) => line.map(([x, y]) => L.latLng(y, x)))]);
    own.coast = L.polyline(ground.kust.flatMap((line) => [line.map(([x, y]) => [y, x])]), still(borders, 'wb-grenzen', { color: '#6b7785', weight: 0.8 })).addTo(kaart);
    Object.values(own.lines).flat().forEach((line) => line.remove());
    own.lines = {};
    defs(areas, HATCHES);
  };
  const fill = (unit, colour) => {
    if (own.fills[unit] === colour) { return false; }
    own.fills[unit] = colour;
    // a hair line of the same colour covers the seam between two areas
    own.paths[unit].setStyle({ fillColor: colour, color: colour.startsWith('url') ? '#9aa4b1' : colour });
    return true;
  };

  // ---- borders: each with a stroke of its own over a white ground
  const between = (differs) => own.arcs.filter(([one, other]) => differs(one, other)).flatMap(([, , lines]) => lines);
  const line = (name, latlngs, stroke) => {
    if (own.lines[name]) { own.lines[name].forEach((one) => one.setLatLngs(latlngs)); return; }
    const [color, weight, dash] = stroke;
    const under = name === 'gemeente' ? [] : [['#ffffff', weight + 1.6, null, 0.75]];  // many and thin: no ground of their own
    own.lines[name] = [...under, [color, weight, dash, 1]].map(([paint, wide, dashes, opacity]) => L.polyline(latlngs,
      still(borders, 'wb-grenzen', { color: paint, weight: wide, dashArray: dashes, lineCap: 'butt', opacity })).addTo(kaart));
  };
  const drop = (name) => { (own.lines[name] || []).forEach((one) => one.remove()); delete own.lines[name]; };
  const setBorders = (names, assigned, active, large) => {
    const { gemeente, regio } = own.ground;
    const thick = ([color, weight, dash]) => [color, large ? weight * 1.5 : weight, dash];
    const differs = {
      gemeente: (one, other) => gemeente[one] !== gemeente[other],
      swv: (one, other) => assigned[one] !== assigned[other],
      jeugdregio: (one, other) => regio[one] !== regio[other],
    };
    Object.keys(differs).forEach((name) => {
      if (!names.includes(name)) { drop(name); return; }
      if (name === 'swv' || !own.lines[name]) { line(name, between(differs[name]), thick(look.lijnen[name])); }
    });
    if (active < 0) { drop('actief'); } else {
      line('actief', between((one, other) => (assigned[one] === active) !== (assigned[other] === active)), [look.lijnen.swv[0], large ? 6 : 4.2, null]);
    }
    const order = ['gemeente', 'swv', 'actief', 'jeugdregio'].map((name) => own.lines[name] || []);
    order.forEach((lines) => lines.slice(0, -1).forEach((one) => one.bringToFront()));  // white grounds first: two borders on one line both stay in sight
    order.forEach((lines) => lines.slice(-1).forEach((one) => one.bringToFront()));
  };

  // ---- marks over areas: changed, locked
  const setMarks = (changed, locked) => {
    if (own.marks) { own.marks.remove(); }
    const over = (units, id, edge) => units.map((unit) => L.polygon(own.shapes[unit].latlngs,
      still(marks, 'wb-merken', { fillColor: `url(#${id})`, fillOpacity: 0.55, stroke: edge > 0, color: '#12233a', weight: edge })));
    own.marks = L.layerGroup([...over(locked, 'wb-vast', 0), ...over(changed, 'wb-anders', 1.4)]).addTo(kaart);
    if (changed.length || locked.length) { defs(marks, HATCHES); }
  };

  // ---- values: diverging colours, the lower side hatched
  const valueFills = (values) => {
    const edges = values.grenzen;
    const side = edges.length;
    const colours = values.kleuren.slice(3 - side, 4 + side);  // the middle is no difference
    const fills = colours.map((colour, at) => (at < side ? `url(#wb-laag-${at})` : colour));
    defs(areas, [...HATCHES, ...colours.slice(0, side).map((colour, at) => [`wb-laag-${at}`, 8, colour, 'M0 4H8', '#3b1d02', 1.3, 45])]);
    const place = (value) => {
      const step = edges.filter((edge) => Math.abs(value) > edge).length;
      return value < 0 ? side - step : side + step;
    };
    return { fills, colours, of: (value) => (value === null ? 'url(#wb-geen)' : fills[place(value)]) };
  };

  // ---- names, where there is room
  const setNames = (wanted, assigned, swvs, large) => {
    if (own.names) { own.names.remove(); own.names = null; }
    const letter = large ? 11.5 : 6.3;
    const high = large ? 24 : 13;
    const seen = kaart.getBounds().pad(0.05);
    const scale = (256 * 2 ** kaart.getZoom()) / 360;
    const groups = wanted === 'pc4' ? own.cut.shapes.map((shape, at) => ({ text: own.cut.doc.codes[at], at: [(shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2], wide: shape.box[2] - shape.box[0] }))
      : wanted ? grouped(assigned, swvs) : [];
    const taken = [...own.spots];
    const made = [];
    groups.sort((a, b) => b.wide - a.wide).forEach((group) => {
      const width = group.text.length * letter;
      const [x, y] = group.at;
      if (!seen.contains([y, x]) || group.wide * scale < width * 0.9) { return; }
      const centre = kaart.latLngToLayerPoint([y, x]);
      const free = (spot) => !taken.some((other) => Math.abs(other.x - spot.x) < (other.width + width) / 2 && Math.abs(other.y - spot.y) < (other.height + high) / 2);
      const spot = [[0, 0], [0, high * 1.3], [0, -high * 1.3], [0, high * 2.2], [0, -high * 2.2], [34, 0], [-34, 0]].map(([right, down]) => L.point(centre.x + right, centre.y + down)).find(free);
      if (!spot) { return; }
      taken.push({ x: spot.x, y: spot.y, width, height: high });
      made.push(L.marker(kaart.layerPointToLatLng(spot), { interactive: false, keyboard: false,
        icon: L.divIcon({ className: 'wb-naam', iconSize: null, html: el('span', { textContent: group.text }) }) }));
    });
    own.names = L.layerGroup(made).addTo(kaart);
  };
  const grouped = (assigned, swvs) => {  // a name stands in the largest part of a swv, near its middle
    const parent = assigned.map((_, unit) => unit);
    const root = (unit) => { let at = unit; while (parent[at] !== at) { parent[at] = parent[parent[at]]; at = parent[at]; } return at; };
    own.arcs.forEach(([one, other]) => { if (assigned[one] === assigned[other]) { parent[root(one)] = root(other); } });
    const pieces = new Map();
    assigned.forEach((swv, unit) => { if (swv >= 0) { const at = root(unit); pieces.set(at, [...(pieces.get(at) || []), unit]); } });
    const size = (units) => units.reduce((sum, unit) => sum + own.ground.breed[unit] ** 2, 0);
    const largest = swvs.map(() => []);
    pieces.forEach((units) => { const swv = assigned[units[0]]; if (size(units) > size(largest[swv])) { largest[swv] = units; } });
    return largest.flatMap((units, swv) => {
      if (!units.length) { return []; }
      const spots = units.map((unit) => own.ground.plek[unit]);
      const weights = units.map((unit) => own.ground.breed[unit] ** 2);
      const total = weights.reduce((sum, one) => sum + one, 0) || 1;
      const middle = [0, 1].map((axis) => spots.reduce((sum, spot, at) => sum + spot[axis] * weights[at], 0) / total);
      const far = (spot) => ((spot[0] - middle[0]) * 0.6) ** 2 + (spot[1] - middle[1]) ** 2;
      const at = spots.reduce((best, spot) => (far(spot) < far(best) ? spot : best));
      const boxes = units.map((unit) => own.shapes[unit].box);
      return [{ text: swvs[swv][2], at, wide: Math.max(...boxes.map((box) => box[2])) - Math.min(...boxes.map((box) => box[0])) }];
    });
  };

  // ---- facilities: counted together where they would overlap
  const symbol = (kind, size, text) => `<svg viewBox="-1 -1 26 26" width="${size}" height="${size}" aria-hidden="true"><path d="${kind.vorm}" fill="${kind.kleur}" stroke="#fff" stroke-width="1.6"/>${text ? `<text x="12" y="${kind.midden}" text-anchor="middle" font-size="${text.length > 2 ? 9 : 11}" font-weight="700" fill="#fff">${text}</text>` : ''}</svg>`;
  const setSites = (kind, points, large) => {
    if (own.sites) { own.sites.remove(); own.sites = null; }
    own.spots = [];
    if (!kind) { return; }
    const seen = kaart.getBounds().pad(0.1);
    const cells = new Map();
    points.forEach((one) => {
      if (!seen.contains([one[1], one[0]])) { return; }
      const at = kaart.project([one[1], one[0]]);
      const cell = `${Math.floor(at.x / 46)}:${Math.floor(at.y / 46)}`;
      cells.set(cell, [...(cells.get(cell) || []), one]);
    });
    own.sites = L.layerGroup([...cells.values()].map((members) => {
      const count = members.reduce((sum, one) => sum + one[2], 0);
      const [lon, lat] = [0, 1].map((axis) => members.reduce((sum, one) => sum + one[axis], 0) / members.length);
      const size = (count === 1 ? 13 : Math.min(34, 18 + 8 * Math.log10(count))) * (large ? 1.5 : 1);
      const spot = kaart.latLngToLayerPoint([lat, lon]);
      own.spots.push({ x: spot.x, y: spot.y, width: size, height: size });
      return L.marker([lat, lon], { interactive: false, keyboard: false,
        icon: L.divIcon({ className: 'wb-vestiging', iconSize: [size, size], iconAnchor: [size / 2, size / 2], html: symbol(kind, size, count === 1 ? '' : write(count, 0)) }) });
    })).addTo(kaart);
  };
  const sitesNear = (points, x, y) => {  // what a place tells of the facilities under the pointer
    const at = kaart.latLngToContainerPoint([y, x]);
    return points.filter((one) => kaart.latLngToContainerPoint([one[1], one[0]]).distanceTo(at) < 12).slice(0, 4);
  };

  // ---- PC4's of a gemeente that is being divided
  const setCut = (doc) => {
    if (own.cut) { own.cut.paths.forEach((path) => path.remove()); own.cut = null; }
    if (!doc) { return; }
    const shapes = doc.gebieden.map(shapeOf);
    const paths = shapes.map((shape) => L.polygon(shape.latlngs, still(parts, 'wb-pc4', { color: '#12233a', weight: 1, dashArray: '3 3', fillOpacity: 1, opacity: 0.8 })).addTo(kaart));
    own.cut = { doc, shapes, paths, fills: shapes.map(() => '') };
    defs(parts, HATCHES);
  };
  const fillPart = (at, colour) => {
    if (own.cut.fills[at] !== colour) { own.cut.fills[at] = colour; own.cut.paths[at].setStyle({ fillColor: colour }); }
  };

  // ---- pointing out
  const outline = (units, name, color, weight) => units.map((unit) => L.polygon(own.shapes[unit].latlngs,
    still(shown, 'wb-flits', { className: name, fill: false, color, weight })));
  const setChosen = (unit) => {
    if (own.chosen) { own.chosen.remove(); own.chosen = null; }
    if (unit < 0) { return; }
    own.chosen = L.layerGroup([...outline([unit], 'wb-gekozen', '#ffffff', 7), ...outline([unit], 'wb-gekozen', '#c2185b', 3.5)]).addTo(kaart);
  };
  const flash = (units) => {
    if (own.flash) { own.flash.remove(); }
    const made = L.layerGroup([...outline(units, 'wb-flits', '#ffffff', 9), ...outline(units, 'wb-flits wb-kern', '#c2185b', 5)]).addTo(kaart);
    own.flash = made;
    setTimeout(() => { made.remove(); }, 4500);
  };
  const preview = (items, cutting) => {  // what a stroke that is not finished yet would take
    const paths = cutting ? own.cut.paths : own.paths;
    const next = new Set(items);
    own.preview.forEach((at) => { const node = paths[at] && paths[at].getElement(); if (node && !next.has(at)) { node.classList.remove('wb-straks'); } });
    next.forEach((at) => { const node = paths[at].getElement(); if (node) { node.classList.add('wb-straks'); } });
    own.preview = next;
  };

  const found = (shapes, latlng) => shapes.findIndex((shape) => holds(shape, latlng.lng, latlng.lat));
  const middleOf = (at, cutting) => {
    if (!cutting) { return own.ground.plek[at]; }
    const { box } = own.cut.shapes[at];
    return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  };
  return {
    own, setGround, fill, setBorders, setMarks, valueFills, setNames, setSites, sitesNear, setCut, fillPart, setChosen, flash, preview, symbol, middleOf,
    unitAt: (latlng) => found(own.shapes, latlng),
    partAt: (latlng) => (own.cut ? found(own.cut.shapes, latlng) : -1),
    boxOfUnits: (units) => boxOf(units.map((unit) => own.shapes[unit])),
    boxOfCut: () => boxOf(own.cut.shapes),
    count: () => own.shapes.length,
    element,
  };
}
