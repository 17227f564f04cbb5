// The map: areas, borders and facilities that can be switched, a legend that is the switchboard itself,
// and a view that moves along with the other map on the page. It is handed its documents by address
// (fetched once, kept by the browser) or, in a file that stands alone, as they are. What changes later
// (another scenario, a choice to show) comes through `window.__kaart.toon`, so that the map stays.
(function (kaart, told) {
  const VIEW = 'dekkend-kaartbeeld';
  const CELL = 46;  // pixels within which sites are counted together
  const element = kaart.getContainer();
  const memory = {
    get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch (error) { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch (error) { /* full or forbidden: forget */ } },
  };
  const el = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties || {});
    made.append(...children);
    return made;
  };
  const write = (value, digits) => value.toLocaleString('nl-NL', { minimumFractionDigits: digits, maximumFractionDigits: digits });

  if (!document.getElementById('dk-kaart')) { document.head.append(el('style', { id: 'dk-kaart', textContent: told.css })); }

  // ---- the page around the map says a few things in English that cannot be set
  const dutch = (root) => {
    const words = { 'Add: ': 'Zoek: ', 'No results': 'Geen resultaten', Upload: 'Kies een bestand' };
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      Object.entries(words).forEach(([from, to]) => {
        if (node.data.startsWith(from)) { node.data = to + node.data.slice(from.length); }
      });
    }
  };
  const around = () => {
    const page = window.parent.document;
    if (page === document || page.documentElement.lang === 'nl') { return; }
    page.documentElement.lang = 'nl';
    new window.parent.MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node.nodeType === 1) { dutch(node); }
    }))).observe(page.body, { childList: true, subtree: true });
  };
  try { around(); } catch (error) { /* a page of someone else: leave it as it is */ }

  // ---- documents
  const fetched = new Map();
  const ask = async (address, patience) => {  // what is still being made is asked for again
    const answer = await fetch(address);
    if (answer.ok) { return answer.json(); }
    if (answer.status !== 404 || patience === 0) { throw new Error(`${address}: ${answer.status}`); }
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    return ask(address, patience - 1);
  };
  const load = (reference) => {
    if (typeof reference !== 'string') { return Promise.resolve(reference); }
    if (reference.startsWith('stuk:')) { return Promise.resolve(window.__stukken[reference.slice(5)]); }
    if (!fetched.has(reference)) {
      fetched.set(reference, ask(reference, 40));
    }
    return fetched.get(reference);
  };

  // ---- what is on
  if (!told.alone) { element.style.height = '100vh'; kaart.invalidateSize(); }  // of its frame, which is lower on a telephone
  const narrow = element.clientWidth <= 640;
  const state = Object.assign({}, told.start, narrow ? { open: false } : {});
  const keeps = told.panel && !told.alone;
  const kept = keeps ? memory.get(told.remember) : null;
  Object.keys(told.start).forEach((name) => {  // what is kept may be of another version: only what has the same shape is taken
    if (kept && kept[name] !== null && typeof kept[name] === typeof state[name]) { state[name] = kept[name]; }
  });
  const remember = () => { if (keeps) { memory.set(told.remember, state); } };

  // ---- a link says what is on and where to look: taken over once, by the first map that is drawn
  const asked = (name) => {
    if (told.alone) { return ''; }
    try {
      const given = new URLSearchParams(window.parent.location.search).get(name) || '';
      const visit = window.parent.performance;
      const [mark, before] = [`dekkend-link-${name}`, memory.get(`dekkend-link-${name}`) || {}];
      const again = visit.timeOrigin === before.since || visit.getEntriesByType('navigation')[0].type === 'reload';
      if (!given || (given === before.given && again)) { return ''; }
      memory.set(mark, { given, since: visit.timeOrigin });
      return given;
    } catch (error) { return ''; /* a page of someone else */ }
  };
  const strength = (text) => Math.min(1, Math.max(0, Number(text) || 0));
  const layersAsked = keeps ? asked('lagen') : '';
  if (layersAsked) {
    ['lines', 'sites'].forEach((group) => { state[group] = Object.fromEntries(Object.keys(told.start[group]).map((id) => [id, 0])); });
    state.names = false;
    layersAsked.split(',').map((one) => one.split(':')).forEach(([sort, id, much]) => {
      if (sort === 'n') { state.names = true; }
      if (sort === 'v') { Object.assign(state, { fill: id === '~' ? '' : id, fillOpacity: strength(much) }); }
      const group = { l: 'lines', s: 'sites' }[sort];
      if (group && /^[a-z0-9_.-]+$/.test(id)) { state[group][id] = strength(much); }
    });
    remember();
  }
  const viewAsked = asked('beeld').split(',').map(Number);
  if (viewAsked.length === 3 && viewAsked.every(Number.isFinite)) {
    memory.set(VIEW, { center: { lat: viewAsked[0], lng: viewAsked[1] }, zoom: viewAsked[2] });
  }

  // ---- the frame: scale, source, whole country
  Object.assign(element.style, { background: told.water, font: '12px/1.4 sans-serif' });
  // Leaflet takes the focus on a click; without this the page would jump to show the whole map
  element.focus = () => HTMLElement.prototype.focus.call(element, { preventScroll: true });
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', told.label);
  L.control.scale({ imperial: false, maxWidth: 120, position: 'bottomright' }).addTo(kaart);
  kaart.attributionControl.setPrefix(false).setPosition('bottomleft').addAttribution(told.source);
  // room for the switchboard, where there is room enough beside it
  const beside = () => (told.panel && state.open && !narrow ? 240 : 4);
  let source = '';  // line on the distances, which may change
  const foot = () => (source ? Math.max(44, kaart.attributionControl.getContainer().offsetHeight + 6) : 44);
  let home = false;   // whether the map shows the whole country
  let silent = false;  // whether it is we who move it, and not the user
  const quietly = (move) => { silent = true; move(); silent = false; };
  const whole = () => {
    quietly(() => {
      if (Math.min(element.clientWidth - beside(), element.clientHeight) < 100) {  // not laid out yet: a resize follows
        kaart.setView([52.15, 5.3], 6, { animate: false });
      } else {
        kaart.fitBounds(told.view, { paddingTopLeft: [4, 4], paddingBottomRight: [beside(), foot()], animate: false });
      }
    });
    home = true;
  };
  const button = (name, title, act) => {
    const control = L.control({ position: 'topleft' });
    control.onAdd = () => {
      const bar = L.DomUtil.create('div', 'leaflet-bar');
      const link = el('a', { href: '#', title, textContent: name, role: 'button' });
      link.style.fontWeight = 'bold';
      bar.append(link);
      L.DomEvent.on(link, 'click', (event) => { L.DomEvent.stop(event); act(); });
      return bar;
    };
    control.addTo(kaart);
  };
  button('NL', 'Heel Nederland', () => { whole(); tell(); });

  // ---- one view on all maps of the page
  // maps of different widths show the whole country each in its own way: then no view is told
  const follow = (seen) => {
    if (!seen || !seen.center || ![seen.center.lat, seen.center.lng, seen.zoom].every(Number.isFinite)) { whole(); return; }
    quietly(() => kaart.setView(seen.center, seen.zoom, { animate: false }));
    home = false;
  };
  const tell = () => {
    const seen = home ? null : { center: kaart.getCenter(), zoom: kaart.getZoom() };
    memory.set(VIEW, seen);
    window.dispatchEvent(new CustomEvent(VIEW, { detail: { seen, from: kaart } }));
  };
  follow(told.alone ? null : memory.get(VIEW));
  kaart.on('movestart', () => { if (!silent) { home = false; } });
  kaart.on('moveend', () => { if (!silent && !home) { tell(); } });
  kaart.on('resize', () => { if (home) { whole(); } });
  window.addEventListener('storage', (event) => {
    if (event.key === VIEW && event.newValue && !told.alone) { follow(JSON.parse(event.newValue)); }
  });
  window.addEventListener(VIEW, (event) => { if (event.detail.from !== kaart) { follow(event.detail.seen); } });

  // ---- what is drawn
  const layers = new Map();       // id -> layer, as documents give it
  const drawn = { lines: [], sites: new Map(), fill: null, names: null, choice: null, way: null };
  const pane = (name, z, through) => {
    const made = kaart.createPane(name);
    made.style.zIndex = z;
    if (through) { made.style.pointerEvents = 'none'; }
    return L.canvas({ pane: name, padding: 0.3 });
  };
  const areas = pane('vlakken', 400, false);
  const borders = pane('grenzen', 410, true);
  const around_ = pane('bereik', 405, true);
  const chosen = pane('keuze', 420, true);
  const route = pane('weg', 430, true);
  const spots = new Map();        // kind -> where its symbols stand, so that names keep clear of them
  let ground = null;
  const groundOf = (layer) => (layer && layer.gebieden) || ground;

  // ---- areas: one fill at a time
  const feature = (geometry, id) => ({ type: 'Feature', id, properties: {}, geometry });
  let turn = 0;  // of asking for a fill: an answer that comes too late is not drawn
  let [own, today] = ['', ''];  // addresses of figures per PC4: of the scenario, and those that no indeling changes
  let timed = false;  // whether there are figures in minutes
  const fill = async () => {
    const mine = ++turn;
    const asked = told.figures.find((one) => one.id === state.fill);
    let shapes = null;
    let figure = null;
    const address = asked ? (asked.own ? own : today) : '';
    if (address) {  // what was on before may be asked for before it is told where to find it
      const [areas_, figures] = await Promise.all([load(told.documents.pc4), load(address)]);
      if (mine !== turn) { return; }
      shapes = areas_;
      figure = figures.find((one) => one.id === asked.id) || null;
    }
    if (drawn.fill) { drawn.fill.remove(); }
    drawn.fill = (figure ? figureLayer(shapes, figure) : areaLayer(layers.get(state.fill))).addTo(kaart);
    names();
    legend(figure);
  };
  const hatches = new Map();
  const hatched = (colour) => {  // strokes over a colour, for who does not see the colour
    if (!hatches.has(colour)) {
      const tile = el('canvas', { width: 7, height: 7 });
      const pen = tile.getContext('2d');
      Object.assign(pen, { fillStyle: colour, strokeStyle: '#12233a', lineWidth: 1.1 });
      pen.fillRect(0, 0, 7, 7);
      pen.beginPath();
      [[-2, 2, 2, -2], [0, 7, 7, 0], [5, 9, 9, 5]].forEach(([left, low, right, high]) => { pen.moveTo(left, low); pen.lineTo(right, high); });
      pen.stroke();
      hatches.set(colour, pen.createPattern(tile, 'repeat'));
    }
    return hatches.get(colour);
  };
  const areaLayer = (layer) => {
    const shapes = groundOf(layer);
    const colour = (unit) => {
      if (!layer) { return '#ffffff'; }
      const area = layer.namen[layer.van[unit]];
      return area ? (area.arcering ? hatched(area.kleur) : area.kleur) : told.none;
    };
    const seam = layer ? 0.6 : 0;  // covers the hair line between units of one area
    return telling(L.geoJSON({ type: 'FeatureCollection', features: shapes.map(feature) }, {
      renderer: areas, pane: 'vlakken', smoothFactor: 0,
      style: (one) => ({ stroke: seam > 0, weight: seam, color: colour(one.id), opacity: state.fillOpacity,
        fillColor: colour(one.id), fillOpacity: layer ? state.fillOpacity : 0.01 }),
    }), (one) => told_of(one.feature.id, layer));
  };
  const TIP = { sticky: true, className: 'dk-tip', opacity: 1 };
  // the switchboard lies over the map: what is told near it goes to the other side
  const side = (x) => (x > element.clientWidth / 2 && (narrow || x > element.clientWidth - beside() - 280) ? 'left' : 'right');
  const telling = (made, words) => made
    .on('mouseover mousemove', (event) => { made.getTooltip().options.direction = side(event.containerPoint.x); })
    .bindTooltip(words, TIP);
  const told_of = (unit, layer) => {
    const base = layer && layer.ouder ? layer.ouder[unit] : unit;
    const on = [...layers.values()].filter((one) => one.id === 'gemeente' || one.id === state.fill || state.lines[one.id] > 0);
    const lines = on.map((one) => {
      const at = one.gebieden ? (one === layer ? one.van[unit] : -2) : one.van[base];
      if (at === -2) { return ''; }
      const area = at < 0 ? null : one.namen[at];
      const head = `<div><span class="dk-what">${one.soort}</span> <b>${area ? area.naam : 'hoort bij geen swv'}</b></div>`;
      const detail = area && one.id === (layer ? layer.id : told.detail) ? area.regels.map((line) => `<div class="dk-line">${line}</div>`).join('') : '';
      return head + detail;
    });
    return lines.join('') + (told.click ? '<div class="dk-what">klik voor de cijfers</div>' : '');
  };
  const figureLayer = (shapes, figure) => {
    const place = (value) => (figure.klassen ? value : figure.grenzen.filter((edge) => value > edge).length);
    const colour = (value) => (value === null ? told.none : figure.kleuren[place(value)]);
    return telling(L.geoJSON({ type: 'FeatureCollection', features: shapes.vlakken.map(feature) }, {
      renderer: areas, pane: 'vlakken', smoothFactor: 0,
      style: (one) => ({ stroke: false, fillColor: colour(figure.waarden[one.id]), fillOpacity: state.fillOpacity }),
    }), (one) => {
      const value = figure.waarden[one.feature.id];
      if (figure.klassen) { return classed(shapes.namen[one.feature.id], figure, one.feature.id); }
      const text = value === null ? figure.leeg : `${write(value, figure.decimalen)} ${figure.eenheid}`;
      return `<b>${shapes.namen[one.feature.id]}</b><div>${figure.titel}: <b>${text}</b> (${figure.aard})</div><div class="dk-what">${figure.bron}</div>`;
    });
  };

  const classed = (name, figure, id) => {  // a class instead of a number, and numbers under it
    const value = figure.waarden[id];
    const numbers = figure.kolommen.map((one) => {
      const number = one.waarden[id];
      return `<div class="dk-line">${one.naam}: ${number === null ? one.leeg : `${write(number, one.decimalen)} ${one.eenheid}`}</div>`;
    });
    const more = told.click ? '<div class="dk-what">klik om dit gebied aan te wijzen</div>' : '';
    return `<b>${name}</b><div>${value === null ? figure.leeg : figure.klassen[value]}</div>${numbers.join('')}<div class="dk-what">${figure.aard}</div>${more}`;
  };

  // ---- names of the coloured areas, where there is room
  const names = () => {
    if (drawn.names) { drawn.names.remove(); drawn.names = null; }
    const layer = layers.get(state.fill);
    if (!state.names || !layer) { return; }
    const seen = kaart.getBounds().pad(0.1);
    const scale = 256 * 2 ** kaart.getZoom() / 360;  // pixels per degree of longitude
    const taken = [...spots.values()].flat();
    const marks = [];
    layer.namen.slice().sort((a, b) => b.breed - a.breed).forEach((area) => {
      if (!area.plek || !seen.contains([area.plek[1], area.plek[0]])) { return; }
      const centre = kaart.latLngToLayerPoint([area.plek[1], area.plek[0]]);
      const width = area.kort.replace(/&[^;]+;/g, '.').length * 6.2;
      if (area.breed * scale < width * 0.9) { return; }
      const free = (spot) => !taken.some((other) => Math.abs(other.x - spot.x) < (other.width + width) / 2 && Math.abs(other.y - spot.y) < (other.height + 12) / 2);
      const spot = [[0, 0], [0, 16], [0, -16], [0, 26], [0, -26], [34, 0], [-34, 0]].map(([right, down]) => L.point(centre.x + right, centre.y + down)).find(free);
      if (!spot) { return; }
      taken.push({ x: spot.x, y: spot.y, width, height: 12 });
      marks.push(L.marker(kaart.layerPointToLatLng(spot), {
        interactive: false, keyboard: false,
        icon: L.divIcon({ className: 'dk-name', iconSize: null, html: area.kort }),
      }));
    });
    drawn.names = L.layerGroup(marks).addTo(kaart);
  };

  // ---- borders: each with a stroke of its own over one white ground, so that two can be told apart
  const line = (layer, strength) => {
    const style = told.strokes[layer.id];
    const shape = { type: 'MultiLineString', coordinates: layer.lijnen };
    const options = { renderer: borders, pane: 'grenzen', interactive: false, smoothFactor: 0 };
    const under = L.geoJSON(shape, { ...options, style: { color: '#ffffff', weight: style.weight + 1.6, opacity: 0.75 * strength } });
    const over = L.geoJSON(shape, { ...options, style: { color: style.color, weight: style.weight, dashArray: style.dash, lineCap: 'butt', opacity: strength } });
    return [under, over];
  };
  const lines = () => {
    drawn.lines.flat().forEach((part) => part.remove());
    // thin ones below, so that a thick solid line does not hide a dotted one
    const order = Object.keys(told.strokes).filter((id) => layers.has(id) && state.lines[id] > 0);
    drawn.lines = order.map((id) => line(layers.get(id), state.lines[id]));
    [0, 1].forEach((pass) => drawn.lines.forEach((parts) => parts[pass].addTo(kaart)));
  };

  // ---- facilities: a symbol per kind, counted together where they would overlap
  const symbol = (kind, size, text) => {
    const label = text ? `<text x="12" y="${kind.midden}" text-anchor="middle" font-size="${text.length > 2 ? 9 : 11}" font-weight="700" fill="#fff">${text}</text>` : '';
    return `<svg viewBox="-1 -1 26 26" width="${size}" height="${size}" aria-hidden="true"><path d="${kind.vorm}" fill="${kind.kleur}" stroke="#fff" stroke-width="1.6"/>${label}</svg>`;
  };
  const told_of_sites = (kind, members) => {
    const sites = members.reduce((sum, one) => sum + one[2], 0);
    const head = `<b>${write(sites, 0)} ${sites === 1 ? 'vestiging' : 'vestigingen'} ${kind.naam}</b>`;
    const shown = members.slice(0, 6).map((one) => `<div class="dk-line">${one[3]}</div>`).join('');
    const rest = members.length > 6 ? `<div class="dk-what">en ${write(members.length - 6, 0)} andere plekken; zoom in</div>` : '';
    return head + shown + rest;
  };
  const sites = async (code) => {
    const kind = told.kinds.find((one) => one.code === code);
    const points = await load(told.documents.sites[code]);
    if (drawn.sites.has(code)) { drawn.sites.get(code).remove(); drawn.sites.delete(code); }
    spots.delete(code);
    if (!(state.sites[code] > 0)) { return; }
    const seen = kaart.getBounds().pad(0.15);
    const cells = new Map();
    points.forEach((one) => {
      if (!seen.contains([one[1], one[0]])) { return; }
      const at = kaart.project([one[1], one[0]]);
      const key = `${Math.floor(at.x / CELL)}:${Math.floor(at.y / CELL)}`;
      if (!cells.has(key)) { cells.set(key, []); }
      cells.get(key).push(one);
    });
    const taken = [];
    const on = told.kinds.filter((one) => state.sites[one.code] > 0).map((one) => one.code);
    const aside = (on.indexOf(code) - (on.length - 1) / 2) * 13;  // pixels: two kinds on one spot both stay in sight
    const marks = [...cells.values()].map((members) => {
      const weight = members.reduce((sum, one) => sum + one[2], 0);
      const lon = members.reduce((sum, one) => sum + one[0], 0) / members.length;
      const lat = members.reduce((sum, one) => sum + one[1], 0) / members.length;
      const size = weight === 1 ? 13 : Math.min(34, 18 + 8 * Math.log10(weight));
      const spot = kaart.latLngToLayerPoint([lat, lon]);
      taken.push({ x: spot.x + aside, y: spot.y, width: size, height: size });
      return L.marker([lat, lon], {
        bubblingMouseEvents: true, keyboard: false, opacity: state.sites[code],
        icon: L.divIcon({ className: 'dk-site', iconSize: [size, size], iconAnchor: [size / 2 - aside, size / 2], html: symbol(kind, size, weight === 1 ? '' : write(weight, 0)) }),
      }).bindTooltip(told_of_sites(kind, members), { className: 'dk-tip', opacity: 1, direction: side(kaart.latLngToContainerPoint([lat, lon]).x) });
    });
    spots.set(code, taken);
    drawn.sites.set(code, L.layerGroup(marks).addTo(kaart));
  };
  const allSites = async () => {
    await Promise.all(told.kinds.filter((kind) => state.sites[kind.code] > 0 || drawn.sites.has(kind.code)).map((kind) => sites(kind.code)));
    names();
  };
  kaart.on('moveend', () => { allSites().catch(fail); });

  // ---- the switchboard, which is the legend too
  const panel = el('div', { className: 'dk-panel leaflet-bar' });
  const scale = el('div', { className: 'dk-classes' });
  const legend = (figure) => {
    scale.replaceChildren();
    if (!figure) {
      const words = layers.has(state.fill) ? 'Een kleur onderscheidt alleen buren.' : '';
      scale.append(el('div', { className: 'dk-what', textContent: words }));
      return;
    }
    scale.append(el('div', { className: 'dk-what', innerHTML: `${figure.titel} (${[figure.eenheid, figure.aard].filter(Boolean).join('; ')})<br>${figure.bron}` }));
    figure.kleuren.forEach((colour, position) => {
      if (figure.klassen) {
        const swatch = el('i');
        swatch.style.background = colour;
        scale.append(el('div', { className: 'dk-class' }, swatch, figure.klassen[position]));
        return;
      }
      const [low, high] = [figure.grenzen[position - 1], figure.grenzen[position]];
      const words = low === undefined ? `tot en met ${write(high, figure.decimalen)}`
        : high === undefined ? `meer dan ${write(low, figure.decimalen)}`
          : `${write(low, figure.decimalen)} tot en met ${write(high, figure.decimalen)}`;
      const swatch = el('i');
      swatch.style.background = colour;
      scale.append(el('div', { className: 'dk-class' }, swatch, words));
    });
    if (figure.waarden.includes(null)) {
      const swatch = el('i');
      swatch.style.background = told.none;
      scale.append(el('div', { className: 'dk-class' }, swatch, figure.leeg));
    }
  };
  const slider = (label, value, change) => {
    const made = el('input', { type: 'range', min: 0.1, max: 1, step: 0.1, value, title: `dekking van ${label}` });
    made.setAttribute('aria-label', `dekking van ${label}`);
    made.addEventListener('input', () => change(Number(made.value)));
    return made;
  };
  const row = (label, sample, group, id, redraw) => {
    const box = el('input', { type: 'checkbox', checked: state[group][id] > 0 });
    const bar = slider(label, state[group][id] || 1, (value) => { if (box.checked) { set(value); } });
    const set = (value) => { state[group][id] = value; bar.disabled = !value; remember(); redraw(); };
    box.addEventListener('change', () => set(box.checked ? Number(bar.value) : 0));
    bar.disabled = !box.checked;
    const icon = el('span', { className: 'dk-sample', innerHTML: sample });
    const name = el('span', { className: 'dk-rowname', textContent: label });
    return el('div', { className: 'dk-row' }, el('label', {}, box, icon, name), bar);
  };
  const stroke = (style) => `<svg width="26" height="10" aria-hidden="true"><line x1="0" y1="5" x2="26" y2="5" stroke="${style.color}" stroke-width="${style.weight}" stroke-dasharray="${style.dash || ''}"/></svg>`;
  const build = () => {
    const choose = el('select', { ariaLabel: 'Kleur de gebieden naar' });
    const option = (value, text) => el('option', { value, textContent: text, selected: value === state.fill });
    choose.append(option('', 'niets'), ...[...layers.values()].map((layer) => option(layer.id, layer.titel)));
    told.groups.forEach((group) => {
      const made = el('optgroup', { label: group.titel });
      made.append(...told.figures.filter((one) => one.group === group.id && (timed || !one.timed)).map((one) => option(one.id, one.titel)));
      if (made.children.length) { choose.append(made); }
    });
    choose.addEventListener('change', () => { state.fill = choose.value; remember(); fill().catch(fail); });
    const named = el('input', { type: 'checkbox', checked: state.names });
    named.addEventListener('change', () => { state.names = named.checked; remember(); names(); });
    const head = (text) => el('div', { className: 'dk-head', textContent: text });
    const body = el('div', { className: 'dk-body' },
      head('Kleur de gebieden naar'), choose, scale,
      el('div', { className: 'dk-row' }, el('label', {}, named, el('span', { className: 'dk-rowname', textContent: 'namen op de kaart' }))),
      el('div', { className: 'dk-row' }, el('span', { className: 'dk-rowname', textContent: 'dekking van de kleuren' }),
        slider('de kleuren', state.fillOpacity, (value) => { state.fillOpacity = value; remember(); fill().catch(fail); })),
      head('Grenzen'),
      ...[...layers.values()].map((layer) => row(layer.titel, stroke(told.strokes[layer.id]), 'lines', layer.id, lines)),
      head('Voorzieningen'),
      ...told.kinds.map((kind) => row(kind.kort, symbol(kind, 14, ''), 'sites', kind.code, () => allSites().catch(fail))),
      el('div', { className: 'dk-what', textContent: told.counted }));
    const toggle = el('button', { type: 'button', className: 'dk-toggle', ariaExpanded: String(state.open) });
    const show = () => {
      body.hidden = !state.open;
      toggle.textContent = state.open ? 'Lagen en legenda ▾' : 'Lagen en legenda ▸';
      toggle.setAttribute('aria-expanded', String(state.open));
    };
    toggle.addEventListener('click', () => { state.open = !state.open; remember(); show(); });
    show();
    panel.replaceChildren(toggle, body);
  };
  if (told.panel) {
    const control = L.control({ position: 'topright' });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(panel);
      L.DomEvent.disableScrollPropagation(panel);
      return panel;
    };
    control.addTo(kaart);
    const room = () => panel.style.setProperty('--dk-room', `${Math.max(160, element.clientHeight - 90)}px`);
    kaart.on('resize', room);
    room();
  }

  // ---- what comes later: a scenario, another network, a choice
  const take = (layer) => { layers.set(layer.id, layer); };
  const choose = (wanted) => {
    if (drawn.choice) { drawn.choice.remove(); drawn.choice = null; }
    if (!wanted) { return; }
    const shape = { renderer: chosen, pane: 'keuze', interactive: false };
    drawn.choice = L.layerGroup([
      L.geoJSON(wanted.vorm, { ...shape, style: { color: '#ffffff', weight: 7, opacity: 0.9, fill: false } }),
      L.geoJSON(wanted.vorm, { ...shape, style: { color: '#c2185b', weight: 3.5, fill: false } }),
    ]).addTo(kaart);
    if (wanted.zoom && wanted.key !== drawn.seen) {
      kaart.fitBounds(L.geoJSON(wanted.vorm).getBounds().pad(0.35), { maxZoom: 11, animate: false, paddingBottomRight: [beside(), 0] });
    }
    drawn.seen = wanted.key;
  };
  // ---- a way to a site, and the areas from which that site can be reached
  const see = (box) => {  // bring in sight, with room for names, beside the switchboard and above the source line
    const [left, top, right, bottom] = [narrow ? 90 : 120, 50, beside() + (narrow ? 90 : 120), foot() + 40];
    const [high, low] = [kaart.latLngToContainerPoint(box.getNorthWest()), kaart.latLngToContainerPoint(box.getSouthEast())];
    const inside = high.x >= left && high.y >= top && low.x <= element.clientWidth - right && low.y <= element.clientHeight - bottom;
    if (inside && high.distanceTo(low) > 80) { return; }
    kaart.fitBounds(box, { maxZoom: 12, animate: false, paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] });
  };
  let asking = 0;  // an answer that comes too late is not drawn
  const explain = async (wanted) => {
    const mine = ++asking;
    const reached = wanted ? [...wanted.dichtbij, ...wanted.verder] : [];
    const shapes = reached.length ? await load(told.documents.pc4) : null;
    if (mine !== asking) { return; }
    if (drawn.way) { drawn.way.remove(); drawn.way = null; }
    if (!wanted) { drawn.told = ''; return; }
    const coloured = [wanted.dichtbij, wanted.verder].map((members, at) => L.geoJSON(
      { type: 'FeatureCollection', features: members.map((one) => feature(shapes.vlakken[one], one)) },
      { renderer: around_, pane: 'bereik', interactive: false, smoothFactor: 0,
        style: { color: told.reach[at], weight: 0.6, opacity: 0.75, fillColor: told.reach[at], fillOpacity: 0.75 } }));
    const shape = { renderer: route, pane: 'weg', interactive: false };
    const lines_ = told.way.map((one) => L.geoJSON(wanted.lijn, { ...shape, smoothFactor: 0,
      style: { color: one.color, weight: one.weight, dashArray: wanted.streep ? '12 12' : null, lineCap: wanted.streep ? 'butt' : 'round' } }));
    const places = wanted.lijn.coordinates.map(([lon, lat]) => L.latLng(lat, lon));
    const [start, end] = [places[0], places[places.length - 1]];
    const up = end.lat >= start.lat;
    // one name above and one below, so that they never lie over each other or over the line
    const mark = (at, radius, words, above) => L.circleMarker(at, { ...shape, radius, color: told.way[0].color, weight: 3, fillColor: told.way[1].color, fillOpacity: 1 })
      .bindTooltip(words, { permanent: true, direction: above ? 'top' : 'bottom', offset: [0, above ? -8 : 8], className: 'dk-tip', opacity: 1 });
    drawn.way = L.layerGroup([...coloured, ...lines_, mark(start, 6, wanted.van, !up), mark(end, 9, wanted.naar, up)]).addTo(kaart);
    if (wanted.key !== drawn.told) {
      const box = L.latLngBounds(places);
      coloured.filter((one) => one.getLayers().length).forEach((one) => box.extend(one.getBounds()));
      see(box);
    }
    drawn.told = wanted.key;
  };
  const fail = (error) => {
    element.setAttribute('data-fout', String(error));
    memory.set(told.remember, null);
    kaart.attributionControl.addAttribution('<b>een kaartlaag kon niet worden geladen; ververs de pagina</b>');
  };
  let ready = null;
  let scenario = '';  // address of the one that is drawn: pointing something out does not draw it again
  const toon = async (wanted) => {
    await ready;
    if (wanted.source !== source) {
      if (source) { kaart.attributionControl.removeAttribution(source); }
      if (wanted.source) { kaart.attributionControl.addAttribution(wanted.source); }
      source = wanted.source;
      if (home) { whole(); }
    }
    const another = wanted.figures !== today || wanted.own !== own;
    [today, own, timed] = [wanted.figures, wanted.own, wanted.times];
    const asked = told.figures.find((one) => one.id === state.fill);
    if (asked && asked.timed && !timed) { state.fill = told.start.fill; }
    if (wanted.scenario && wanted.scenario !== scenario) {
      scenario = wanted.scenario;
      const given = await load(wanted.scenario);
      [...layers.keys()].filter((id) => id.startsWith('scenario')).forEach((id) => layers.delete(id));
      given.forEach(take);
      if (state.fill.startsWith('scenario') && !layers.has(state.fill)) {
        state.fill = (given.find((one) => one.id === told.start.fill) || given[0] || { id: told.start.fill }).id;
      }
      build();
      lines();
      await fill();
    } else if (another) {
      build();
      if (asked) { await fill(); }
    }
    choose(wanted.choice);
    await explain(wanted.way);
    element.setAttribute('data-stand', wanted.key || '');
  };
  ready = (async () => {
    const [shapes, ...given] = await Promise.all([load(told.documents.ground), ...told.documents.layers.map(load)]);
    ground = shapes.gebieden;
    given.flat().forEach(take);
    // what was on may not be there any more: a network without times, another data set
    const there = (id) => id === '' || id.startsWith('scenario') || layers.has(id) || told.figures.some((one) => one.id === id);
    if (!there(state.fill)) { state.fill = told.start.fill; }
    L.geoJSON({ type: 'MultiLineString', coordinates: shapes.kust }, {
      renderer: borders, pane: 'grenzen', interactive: false, smoothFactor: 0, style: { color: '#6b7785', weight: 0.8 } }).addTo(kaart);
    build();
    await fill();
    lines();
    await allSites();
    element.setAttribute('data-klaar', 'ja');
  })();
  ready.catch(fail);
  window.__kaart = Object.assign(kaart, { toon: (wanted) => toon(wanted).catch(fail), stand: state });
  (window.__kaarten = window.__kaarten || {})[told.remember] = kaart;
})
