// Facilities of a what-if over a map of `kaart.js`: those of the data by address, and what a scenario does to them
// as marks of their own. A click on a symbol reaches the page as a click on the map at exactly its place.
(function (kaart, told) {
  if (!kaart) { return; }
  const element = kaart.getContainer();
  const own = kaart.dkSites || (kaart.dkSites = { fetched: new Map(), layer: null, told: null, turn: 0, clicks: 0 });
  const write = (value) => value.toLocaleString('nl-NL');
  const SIGNS = {  // what a badge draws, in a circle of 16 by 16; its colour; what it is called
    nieuw: { path: 'M8 3v10M3 8h10', color: '#00507f', name: 'nieuw' },
    dicht: { path: 'M4 4l8 8M12 4l-8 8', color: '#8a3400', name: 'dicht' },
    verplaatst: { path: 'M3 8h9M8.5 4.5L12 8l-3.5 3.5', color: '#4b2a82', name: 'verplaatst' },
    plaatsen: { path: 'M3 6h10M3 10h10', color: '#3c4043', name: 'andere plaatsen' },
    gekozen: { path: 'M8 2v12M2 8h12', color: '#c2185b', name: 'gekozen' },
  };
  const load = (address) => {
    if (!own.fetched.has(address)) {
      own.fetched.set(address, fetch(address).then((answer) => {
        if (!answer.ok) { throw new Error(`${address}: ${answer.status}`); }
        return answer.json();
      }));
    }
    return own.fetched.get(address);
  };
  const fail = (error) => element.setAttribute('data-fout', String(error));
  const pick = (lat, lng) => {  // never twice the same, so that a second click is seen too
    own.clicks += 1;
    kaart.fire('click', { latlng: L.latLng(lat + (own.clicks % 9) * 1e-8, lng) });
  };
  const shape = (size, text, hollow) => {
    const kind = own.told.kind;
    const label = text ? `<text x="12" y="${kind.midden}" text-anchor="middle" font-size="${text.length > 2 ? 9 : 11}" font-weight="700" fill="${hollow ? kind.kleur : '#fff'}">${text}</text>` : '';
    const paint = hollow ? `fill="#fff" fill-opacity=".85" stroke="${kind.kleur}" stroke-width="2.6" stroke-dasharray="4 2.5"` : `fill="${kind.kleur}" stroke="#fff" stroke-width="1.6"`;
    return `<svg viewBox="-1 -1 26 26" width="${size}" height="${size}" aria-hidden="true"><path d="${kind.vorm}" ${paint}/>${label}</svg>`;
  };
  const badge = (sign, size) => `<svg viewBox="0 0 16 16" width="${size * 0.7}" height="${size * 0.7}" aria-hidden="true" style="position:absolute;left:${size * 0.62}px;top:${-size * 0.32}px"><circle cx="8" cy="8" r="7.4" fill="${sign.color}" stroke="#fff" stroke-width="1.2"/><path d="${sign.path}" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/></svg>`;
  const inCells = (points, cell) => {
    const seen = kaart.getBounds().pad(0.15);
    const cells = new Map();
    points.forEach((one) => {
      if (!seen.contains([one[1], one[0]])) { return; }
      const at = kaart.project([one[1], one[0]]);
      const key = `${Math.floor(at.x / cell)}:${Math.floor(at.y / cell)}`;
      if (!cells.has(key)) { cells.set(key, []); }
      cells.get(key).push(one);
    });
    return [...cells.values()];
  };
  const middle = (members, axis) => members.reduce((sum, one) => sum + one[axis], 0) / members.length;
  const lines = (members, texts) => texts.slice(0, 6).map((text) => `<div class="dk-line">${text}</div>`).join('')
    + (members.length > 6 ? `<div class="dk-what">en ${write(members.length - 6)} andere plekken; zoom in</div>` : '');
  const side = (spot) => (kaart.latLngToContainerPoint(spot).x > element.clientWidth / 2 ? 'left' : 'right');
  const opening = (members) => () => {  // several on one spot: go nearer; where that does not part them, the first is meant
    const box = L.latLngBounds(members.map((one) => [one[1], one[0]]));
    const apart = kaart.project(box.getNorthEast()).distanceTo(kaart.project(box.getSouthWest())) > 2;
    if (members.length > 1 && apart && kaart.getZoom() < kaart.getMaxZoom() - 0.5) {
      kaart.fitBounds(box.pad(0.4), { maxZoom: kaart.getMaxZoom(), animate: false });
    } else {
      pick(members[0][1], members[0][0]);
    }
  };
  const clickable = (made, act) => made.on('click', (event) => { L.DomEvent.stop(event); act(); });
  const place = (members, size, html, words, act) => {
    const spot = [middle(members, 1), middle(members, 0)];
    return clickable(L.marker(spot, { keyboard: false,
      icon: L.divIcon({ className: 'dk-site', iconSize: [size, size], iconAnchor: [size / 2, size / 2], html }) })
      .bindTooltip(words, { className: 'dk-tip', opacity: 1, direction: side(spot) }), act);
  };
  const sitesOf = (points) => inCells(points, kaart.getZoom() >= 12 ? 16 : 46).map((members) => {
    const count = members.reduce((sum, one) => sum + one[2], 0);
    const size = count === 1 ? 13 : Math.min(34, 18 + 8 * Math.log10(count));
    const head = `<b>${write(count)} ${count === 1 ? 'vestiging' : 'vestigingen'} ${own.told.kind.naam}</b>`;
    return place(members, size, shape(size, count === 1 ? '' : write(count), false),
      head + lines(members, members.map((one) => one[3])) + (own.told.kies ? '<div class="dk-what">klik om te kiezen</div>' : ''), opening(members));
  });
  const arrow = (mark) => L.polyline([[mark[6], mark[5]], [mark[1], mark[0]]], { color: SIGNS.verplaatst.color, weight: 3, dashArray: '7 6', interactive: false });
  const marksOf = (marks, what) => {
    const sign = SIGNS[what];
    const mine = marks.filter((one) => one[4] === what);
    const named = marks.length <= 12;  // more names would lie over each other
    const size = named ? own.told.kind.maat : own.told.kind.maat * 0.75;
    const made = inCells(mine, named || kaart.getZoom() >= 12 ? 4 : 52).map((members) => {
      const many = members.length > 1;
      const words = `<b>${many ? `${write(members.length)} × ` : ''}${sign.name}</b>${lines(members, members.map((one) => one[3]))}`;
      const html = `<div style="position:relative">${shape(size, many ? write(members.length) : '', what === 'dicht')}${badge(sign, size)}</div>`;
      const marker = place(members, size, html, words, opening(members)).setZIndexOffset(what === 'gekozen' ? 3000 : 2000);
      if (!named) { return marker; }
      const label = L.marker(marker.getLatLng(), { interactive: false, keyboard: false, zIndexOffset: 2500,
        icon: L.divIcon({ className: 'dk-name', iconSize: null, iconAnchor: [0, -size * 0.62],
          html: `<span style="display:inline-block;transform:translateX(-50%)">${sign.name}</span>` }) });
      return L.layerGroup([marker, label]);
    });
    return what === 'verplaatst' ? [...mine.filter((one) => one.length > 6).map(arrow), ...made] : made;
  };
  const draw = async () => {
    const mine = ++own.turn;
    const points = own.told.vestigingen ? await load(own.told.vestigingen) : [];
    if (mine !== own.turn) { return; }
    const gone = new Set(own.told.weg);
    const left = points.filter((one, at) => !gone.has(at));
    const marks = own.told.merken;
    if (own.layer) { own.layer.remove(); }
    own.layer = L.layerGroup([...sitesOf(left), ...Object.keys(SIGNS).flatMap((what) => marksOf(marks, what))]).addTo(kaart);
    const tally = marks.reduce((sums, one) => ({ ...sums, [one[4]]: (sums[one[4]] || 0) + 1 }), {});
    element.setAttribute('data-merken', Object.entries(tally).map(([what, count]) => `${what}:${count}`).join(' '));
  };
  const first = own.told === null;
  own.told = told;
  if (first) { own.seen = told.kijk.keer; }
  if (first) { kaart.on('moveend', () => { draw().catch(fail); }); }
  draw().then(() => {
    const { plek, vak, keer } = told.kijk;  // bring what was named in sight, once; what was clicked is in sight already
    const asked = keer > own.seen;
    if (vak && (asked || first)) {
      kaart.fitBounds([[vak[1], vak[0]], [vak[3], vak[2]]], { maxZoom: 11, animate: false });
    } else if (plek && asked) {
      kaart.setView([plek[1], plek[0]], Math.max(kaart.getZoom(), 10), { animate: false });
    }
    own.seen = keer;
  }).catch(fail);
})
