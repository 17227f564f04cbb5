// Flows of pupils over a map of `kaart.js`: a curve from where they live to where they go to school, as wide as
// they are many, with an arrowhead at the school; both ways between two areas lie beside each other.
(function (kaart, told) {
  if (!kaart) { return; }
  const element = kaart.getContainer();
  const own = kaart.dkFlows || (kaart.dkFlows = { layer: null, told: null, key: null });
  const CURVE = 0.14;  // how far a curve bends to the right, as a part of its length
  const STEPS = 24;
  const PANE = 'stromen';
  if (!kaart.getPane(PANE)) { kaart.createPane(PANE).style.zIndex = 426; }
  const renderer = own.renderer || (own.renderer = L.svg({ pane: PANE, padding: 0.4 }));
  const wide = (count) => {  // seen from afar lines are narrower, or they would cover the country
    const near = Math.min(1, Math.max(0.4, 0.4 + (kaart.getZoom() - 7) * 0.3));
    return Math.max(told.smalst, told.breedst * near * Math.sqrt(count / told.meeste));
  };
  const width = (one) => wide(one.aantal);
  const at = (spot) => kaart.latLngToLayerPoint([spot[1], spot[0]]);
  const back = (point) => kaart.layerPointToLatLng(point);

  // ---- one flow, in pixels of the zoom that is shown
  const curve = (from, to) => {
    const side = L.point(-(to.y - from.y), to.x - from.x).multiplyBy(CURVE);
    const middle = from.add(to).divideBy(2).add(side);
    return Array.from({ length: STEPS + 1 }, (_, step) => {
      const t = step / STEPS;
      return from.multiplyBy((1 - t) ** 2).add(middle.multiplyBy(2 * t * (1 - t))).add(to.multiplyBy(t ** 2));
    });
  };
  const cut = (points, size) => {  // leave out what lies under the arrowhead
    const end = points[points.length - 1];
    const kept = points.filter((one) => one.distanceTo(end) >= size);
    return kept.length > 1 ? kept : points.slice(0, 2);
  };
  const head = (end, before, size) => {
    const along = end.subtract(before);
    const unit = along.divideBy(Math.max(1e-6, Math.hypot(along.x, along.y)));
    const foot = end.subtract(unit.multiplyBy(size));
    const aside = L.point(-unit.y, unit.x).multiplyBy(size * 0.55);
    return [end, foot.add(aside), foot.subtract(aside)];
  };
  const side = (event) => (event.containerPoint.x > element.clientWidth / 2 ? 'left' : 'right');
  const telling = (made, words) => made
    .on('mouseover mousemove', (event) => { made.getTooltip().options.direction = side(event); })
    .bindTooltip(words, { sticky: true, className: 'dk-tip', opacity: 1 });
  const draw = (one) => {
    const colour = told.kleuren[one.richting];
    const line = width(one);
    const base = { pane: PANE, renderer, lineCap: 'butt', smoothFactor: 0 };
    if (!one.naar) {  // between two swv's within one area: a ring where it is
      const ring = { ...base, radius: 7 + line / 2, weight: line, color: colour, fill: false, dashArray: one.open ? '5 4' : null };
      return [telling(L.circleMarker([one.van[1], one.van[0]], ring), one.tekst)];
    }
    const points = curve(at(one.van), at(one.naar));
    const end = points[points.length - 1];
    const size = Math.min(Math.max(7, line * 2.2), Math.max(7, points[0].distanceTo(end) * 0.6));
    const shaft = cut(points, size * 0.9);
    const arrow = head(end, shaft[shaft.length - 1], size).map(back);
    const way = shaft.map(back);
    const casing = { ...base, color: '#ffffff', weight: line + 2.4, opacity: 0.9, interactive: false };
    return [
      L.polyline(way, casing),
      L.polygon(arrow, { ...casing, weight: 2.4, fillOpacity: 0 }),
      telling(L.polyline(way, { ...base, color: colour, weight: line, opacity: 0.92, dashArray: one.open ? '8 5' : null }), one.tekst),
      telling(L.polygon(arrow, { ...base, stroke: false, fillColor: colour, fillOpacity: 1 }), one.tekst),
    ];
  };

  // ---- names of the areas at the ends, the busiest first, where there is room
  const names = () => {
    const taken = [];
    const seen = kaart.getBounds();
    const most = kaart.getZoom() < 8 ? 12 : 60;
    return told.plekken.slice(0, most).filter((one) => seen.contains([one.plek[1], one.plek[0]])).map((one) => {
      const spot = at(one.plek).add(L.point(0, 13));
      const size = one.naam.replace(/&[^;]+;/g, '.').length * 6.4;
      if (taken.some((other) => Math.abs(other.x - spot.x) < (other.size + size) / 2 && Math.abs(other.y - spot.y) < 14)) { return null; }
      taken.push({ x: spot.x, y: spot.y, size });
      return L.marker(back(spot), { interactive: false, keyboard: false, zIndexOffset: 1000,
        icon: L.divIcon({ className: 'dk-name', iconSize: null, html: one.naam }) });
    }).filter(Boolean);
  };
  // ---- how many a width stands for, at the zoom that is shown
  const legend = () => {
    if (!own.legend) {
      own.legend = L.control({ position: 'topleft' });
      own.legend.onAdd = () => L.DomUtil.create('div', 'leaflet-bar dk-panel dk-flows');
      own.legend.addTo(kaart);
    }
    const line = (count) => `<div class="dk-class"><svg width="38" height="16" aria-hidden="true"><line x1="2" y1="8" x2="${38 - Math.max(7, wide(count) * 2.2)}" y2="8" stroke="${told.kleuren.uit}" stroke-width="${wide(count)}"/><path d="M38 8L${38 - Math.max(7, wide(count) * 2.2)} ${8 - Math.max(7, wide(count) * 2.2) * 0.55}v${Math.max(7, wide(count) * 2.2) * 1.1}z" fill="${told.kleuren.uit}"/></svg>${count.toLocaleString('nl-NL')} ${count === 1 ? 'leerling' : 'leerlingen'}</div>`;
    own.legend.getContainer().innerHTML = told.maten.map(line).join('');
  };
  const show = () => {
    if (own.layer) { own.layer.remove(); }
    const dots = told.plekken.map((one) => L.circleMarker([one.plek[1], one.plek[0]], {
      pane: PANE, renderer, radius: 3, weight: 1, color: '#ffffff', fillColor: '#12233a', fillOpacity: 1, interactive: false }));
    // the widest below, so that a thin one can be pointed at
    const flows = told.stromen.slice().sort((a, b) => b.aantal - a.aantal).flatMap(draw);
    own.layer = L.layerGroup([...flows, ...dots, ...names()]).addTo(kaart);
    legend();
    element.setAttribute('data-stromen', String(told.stromen.length));
  };
  if (own.redraw) { kaart.off('zoomend moveend', own.redraw); }
  own.redraw = show;
  kaart.on('zoomend moveend', show);
  show();
  if (told.vak && own.key !== told.sleutel) {  // bring what was asked for in sight, once
    kaart.fitBounds([[told.vak[1], told.vak[0]], [told.vak[3], told.vak[2]]], { paddingTopLeft: [60, 60], paddingBottomRight: [60, 120], maxZoom: 11, animate: false });
  }
  own.key = told.sleutel;
})
