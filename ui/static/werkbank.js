// The map of the workbench. It outlives the runs of the page: told anew, it changes only what differs. What a user
// draws is painted at once, kept as a list of steps and reported as that whole list, until Python says that it has
// them. Geometry comes by address, once.
const version = new URL(import.meta.url).search;
const [{ makeDrawing, el, write, signed, inRing }, { makeTools }] = await Promise.all([
  import(`./werkbank_kaart.js${version}`), import(`./werkbank_gereedschap.js${version}`)]);

const VIEW = 'dekkend-kaartbeeld';  // one view on all maps of the page, those of kaart.js too
const COUNTRY = [[50.75, 3.36], [53.56, 7.23]];
const UNANSWERED_MS = 2500;  // so long an answer may take before it is said that there is none
const KEPT_MS = 1000;  // so long after the answer a step is on disk too
const FREE = '-';  // in hand: no swv, to set areas free
const PAGE = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;  // this page in the browser
const TOOLS = [
  ['kijk', 'Kijken: klik wijst een gebied aan, slepen verschuift de kaart', 'M5 2l14 8-6 2 4 7-3 2-4-7-5 4z'],
  ['klik', 'Verven: klik of sleep over gebieden; verschuiven met de rechtermuisknop of twee vingers', 'M20 3c-5 2-9 6-11 10l3 3c4-2 8-6 9-12zM8 14c-3 0-3 4-6 6 4 1 8 0 9-3z'],
  ['rechthoek', 'Rechthoek: alle gebieden met het midden erin', 'M3 5h18v14H3zM6 8v8h12V8z'],
  ['lasso', 'Lasso: alle gebieden met het midden in de lus', 'M12 4C6 4 2 7 2 10s3 5 7 6c-1 2-3 2-4 2l1 2c2 0 4-1 5-4h1c6 0 10-3 10-6s-4-6-10-6zm0 2c5 0 8 2 8 4s-3 4-8 4-8-2-8-4 3-4 8-4z'],
];
const maps = new WeakMap();   // element of the page -> its map
const trays = new Map();      // key of a map -> steps that Python did not take yet; they outlive the map too
const reports = new Map();    // key of a map -> where it looked when it reported: Python may tell that back
const fetched = new Map();
const memory = {
  get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch (error) { return null; } },
  drop(key) { try { sessionStorage.removeItem(key); } catch (error) { /* forbidden: nothing is kept */ } },
  set(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch (error) { /* full or forbidden: forget */ } },
};
const component = (name, file) => new URL(`./component/ui.assets.${name}/${file}`, document.baseURI).href;
const load = (address) => {
  if (!fetched.has(address)) {
    const asked = fetch(new URL(address.replace(/^\.\.\//, './component/'), document.baseURI)).then((answer) => {
      if (!answer.ok) { throw new Error(`${address}: ${answer.status}`); }
      return answer.json();
    });
    asked.catch(() => fetched.delete(address));
    fetched.set(address, asked);
  }
  return fetched.get(address);
};
let leaflet = null;
const withLeaflet = () => {
  leaflet = leaflet || (window.L ? Promise.resolve() : new Promise((done, failed) => {
    document.head.append(el('script', { src: component('leaflet', 'leaflet.js'), onload: done, onerror: () => { leaflet = null; failed(new Error('leaflet.js')); } }));
  }));
  return leaflet;
};
const dotted = (text) => (text.endsWith('.') ? text : `${text}.`);
const same = (one, other) => one.length === other.length && one.every((what, at) => what === other[at]);
const connected = () => {  // whether the page itself thinks so
  const app = document.querySelector('[data-test-connection-state]');
  return !app || app.getAttribute('data-test-connection-state') === 'CONNECTED';
};
const styled = (root) => Promise.all([component('leaflet', 'leaflet.css'), component('statisch', `werkbank.css${version}`)].map((href) => new Promise((done) => {
  root.append(el('link', { rel: 'stylesheet', href, onload: done, onerror: done }));
})));

const make = async (root, host, key, look) => {
  await Promise.all([withLeaflet(), styled(root)]);
  const element = el('div', { className: 'wb-kaart' });
  host.append(element);
  const kaart = L.map(element, { preferCanvas: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 5, maxZoom: 14, scrollWheelZoom: false, zoomControl: false, fadeAnimation: false });
  element.style.background = look.water;
  element.focus = () => HTMLElement.prototype.focus.call(element, { preventScroll: true });
  const drawing = makeDrawing(kaart, look);
  const state = { told: null, ground: null, cut: null, sites: [], shown: [], parts: new Map(), values: null, tool: 'kijk', active: '', ownActive: 0,
    chosen: '', clicks: 0, number: 0, answered: 0, flashed: '', view: null, ready: false, stroke: null, component: null, unitOf: new Map() };
  if (!trays.has(key)) { trays.set(key, { last: 0, steps: [] }); }
  const tray = trays.get(key);
  state.beside = element.clientWidth > 720;  // whether the legend stands open beside the country

  // ---- the view: the whole country until somebody moves it; all maps of the page look at the same
  let home = false;
  let silent = false;
  const quietly = (move) => { silent = true; move(); silent = false; };
  const whole = () => {
    quietly(() => {
      if (Math.min(element.clientWidth, element.clientHeight) < 100) { kaart.setView([52.15, 5.3], 6, { animate: false }); } else {
        const large = state.told && state.told.groot;
        const beside = state.beside && !large ? 215 : 4;
        const foot = element.clientWidth > 720 ? 34 : kaart.attributionControl.getContainer().offsetHeight + 4;
        kaart.fitBounds(COUNTRY, { paddingTopLeft: [4, 4], paddingBottomRight: [beside, large ? 4 : foot], animate: false });
      }
    });
    home = true;
  };
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
  const stored = (event) => { if (event.key === VIEW && event.newValue) { follow(JSON.parse(event.newValue)); } };
  const heard = (event) => { if (event.detail.from !== kaart) { follow(event.detail.seen); } };
  follow(memory.get(VIEW));
  kaart.on('movestart', () => { if (!silent) { home = false; } });
  kaart.on('moveend', () => { if (!silent && !home) { tell(); } sites(); names(); });
  window.addEventListener('storage', stored);
  window.addEventListener(VIEW, heard);

  // ---- the frame
  const status = el('div', { className: 'wb-toost wb-vrij', role: 'status' });
  const tip = el('div', { className: 'wb-tip', hidden: true });
  const alarm = el('div', { className: 'wb-alarm wb-vrij', role: 'alert', hidden: true });
  element.append(status, tip, alarm);
  let silence = 0;
  const say = (text) => {
    status.textContent = text;
    status.classList.add('wb-zegt');
    clearTimeout(silence);
    silence = setTimeout(() => status.classList.remove('wb-zegt'), 4500);
  };
  L.control.zoom({ position: 'topleft', zoomInTitle: 'Inzoomen', zoomOutTitle: 'Uitzoomen' }).addTo(kaart);
  const bar = (position, ...children) => {
    const control = L.control({ position });
    control.onAdd = () => {
      const made = el('div', { className: 'leaflet-bar wb-balk' }, ...children);
      L.DomEvent.disableClickPropagation(made);
      L.DomEvent.disableScrollPropagation(made);
      return made;
    };
    return control.addTo(kaart);
  };
  const button = (content, title, act) => {
    const made = el('button', { type: 'button', title, ariaLabel: title });
    made.append(content);
    made.addEventListener('click', act);
    return made;
  };
  bar('topleft', button('NL', 'Heel Nederland', () => { whole(); tell(); }));
  const icon = (path) => { const made = el('span'); made.innerHTML = `<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path fill-rule="evenodd" fill="currentColor" d="${path}"/></svg>`; return made; };
  const toolButtons = new Map(TOOLS.map(([name, title, path]) => [name, button(icon(path), title, () => take(name))]));
  const toolBar = bar('topleft', ...toolButtons.values()).getContainer();
  toolBar.setAttribute('role', 'group');
  toolBar.setAttribute('aria-label', 'Gereedschap');
  L.control.scale({ imperial: false, maxWidth: 120, position: 'bottomright' }).addTo(kaart);
  kaart.attributionControl.setPrefix(false).setPosition('bottomleft');
  const swatch = el('i');
  const hand = el('select', { ariaLabel: 'Swv in hand' });
  hand.addEventListener('change', () => {
    state.active = hand.value;
    state.ownActive = state.number + 1;
    paint();
    report();
  });
  const holding = el('label', { className: 'wb-hand' }, el('span', { textContent: 'in hand' }), swatch, hand);
  const rows = el('div');
  const legend = el('details', { className: 'wb-legenda', open: element.clientWidth > 720 }, el('summary', { textContent: 'Legenda' }), rows);
  const panel = bar('topright', holding, legend).getContainer();
  panel.classList.add('wb-paneel');

  // ---- what is not answered: said, sent again, and kept in this tab until it is, also past a reload
  const STORED = `dekkend-stappen-${key}`;
  const holders = () => state.told.van.map((swv) => (swv < 0 ? '' : state.told.swvs[swv][0]));
  const draftId = () => new URLSearchParams(window.location.search).get('ontwerp') || '';
  const after = (codes, steps) => {
    const made = codes.slice();
    steps.forEach(({ u, s }) => u.forEach((id) => { if (state.unitOf.has(id)) { made[state.unitOf.get(id)] = s; } }));
    return made;
  };
  const left = (record) => {  // which of its steps were not taken yet; null where something else is drawn here
    if (record.grond !== state.told.grond || record.laag !== state.told.laag) { return null; }
    const now = holders();
    for (let taken = record.stappen.length; taken >= 0; taken -= 1) {  // a step on PC4's shows in other units
      if (!record.stappen.slice(0, taken).some((step) => step.p.length) && same(after(record.van, record.stappen.slice(0, taken)), now)) { return record.stappen.slice(taken); }
    }
    return null;
  };
  const save = () => { if (tray.record) { memory.set(STORED, { ...tray.record, ontwerp: draftId() }); } else { memory.drop(STORED); } };
  const remember = () => {  // a step was drawn: from what, and which
    if (!tray.record) { tray.record = { grond: state.told.grond, laag: state.told.laag, van: holders(), stappen: [] }; }
    clearTimeout(tray.forget);
    tray.record.stappen = [...tray.record.stappen, ...tray.steps.slice(-1).map((step) => ({ ...step, naam: (state.told.swvs.find((one) => one[0] === step.s) || [])[1] }))];
    save();
  };
  const release = () => {  // answered: kept a moment longer, for who reloads before it is on disk
    if (!tray.record) { return; }
    const rest = left(tray.record);
    clearTimeout(tray.forget);
    if (tray.steps.length) {
      if (!rest || rest.length !== tray.steps.length) { tray.record = { grond: state.told.grond, laag: state.told.laag, van: holders(), stappen: tray.steps.slice() }; save(); }
    } else if (rest && !rest.length) {
      tray.forget = setTimeout(() => { tray.record = null; save(); }, KEPT_MS);
    } else { tray.record = null; save(); }
  };
  const told_steps = (steps) => steps.map(({ u, p, s, naam }) => {
    const names = [...u.map((id) => (state.unitOf.has(id) ? state.ground.namen[state.unitOf.get(id)] : id)), ...p.map((code) => `PC4 ${code}`)];
    return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` en ${write(names.length - 3, 0)} andere` : ''} naar ${s === '' ? look.niemand : naam || s}`;
  }).join('; ');
  let mislaid = '';  // what could not be put back, until the next step
  const restore = (record) => {  // drawn in this tab and never answered: put back on the same drawing, on no other
    const mine = record.ontwerp === draftId() || !record.ontwerp;
    mislaid = '';
    tray.waiting = null;
    if (mine && record.laag !== state.told.laag && state.told.laag) {
      tray.waiting = record;
      mislaid = dotted(`Nog niet bewaard, want getekend in laag ${record.laag}: kies die laag, dan gaat het alsnog mee. Het gaat om ${told_steps(record.stappen)}`);
      return;
    }
    const rest = mine ? left(record) : null;
    if (!rest) {
      tray.record = null;
      save();
      mislaid = dotted(`Niet bewaard, en niet opnieuw gezet omdat hier nu iets anders staat. Kijk of dit nog moet: ${told_steps(record.stappen)}`);
      return;
    }
    tray.record = rest.length ? { ...record, van: holders(), stappen: [] } : null;
    tray.steps = rest.map((step, at) => ({ ...step, n: tray.last + at + 1, r: state.told.revisie }));
    tray.last += rest.length;
    if (!rest.length) { save(); return; }
    tray.record.stappen = tray.steps.slice();
    save();
    say(dotted(`Alsnog gezet: ${told_steps(rest)}`));
    tray.since = Date.now();
    setTimeout(report, 0);
  };
  const watch = () => {
    if (!tray.steps.length) { tray.since = 0; tray.again = 0; } else if (!tray.since) { tray.since = Date.now(); tray.again = 0; }
    const waits = tray.since ? Date.now() - tray.since : 0;
    const count = tray.steps.length === 1 ? '1 stap' : `${write(tray.steps.length, 0)} stappen`;
    const text = waits > UNANSWERED_MS ? `${connected() ? 'Nog geen antwoord' : 'Geen verbinding'}: wat u nu tekent is nog niet bewaard (${count}). Het gaat mee zodra het kan; laat dit tabblad open.` : mislaid;
    if (alarm.textContent !== text) { alarm.textContent = text; alarm.hidden = !text; }
    if (waits > UNANSWERED_MS && connected() && Date.now() > (tray.again || 0)) {  // a message that got lost is sent again
      tray.again = Date.now() + Math.min(30000, Math.max(3000, waits));
      report();
    }
  };
  const watching = setInterval(watch, 500);
  window.addEventListener('pagehide', save);

  // ---- reporting
  const report = () => {
    const seen = kaart.getCenter();
    state.number += 1;
    const view = [seen.lat, seen.lng, kaart.getZoom()].map((one) => Math.round(one * 1e5) / 1e5);
    reports.set(key, [...(reports.get(key) || []).slice(-30), view]);
    state.component.setStateValue('melding', { sessie: state.told.sessie, pagina: PAGE, nummer: state.number, stappen: tray.steps, gekozen: state.chosen, klikken: state.clicks,
      beeld: view, actief: state.ownActive ? state.active : '', gereedschap: state.tool, antwoord: state.answered });
  };
  const take = (tool) => {
    state.tool = state.told.alleenLezen ? 'kijk' : tool;
    const scrolls = !state.told.groot && window.matchMedia('(pointer: coarse) and (max-width: 640px)').matches;
    tools.use(state.tool, scrolls);
    toolButtons.forEach((one, name) => one.setAttribute('aria-pressed', String(name === state.tool)));
  };

  // ---- who has what
  const position = (code) => state.told.swvs.findIndex((one) => one[0] === code);
  const compute = () => {
    state.shown = state.told.van.slice();
    state.parts = new Map();
    const apply = ({ u, p, s }) => {
      const to = s === '' ? -1 : position(s);
      if (to < 0 && s !== '') { return; }
      u.forEach((id) => { if (state.unitOf.has(id)) { state.shown[state.unitOf.get(id)] = to; } });
      p.forEach((code) => state.parts.set(code, to));
    };
    tray.steps.forEach(apply);
    if (state.stroke) { apply(state.stroke); }
  };
  const colour = (swv) => (swv < 0 ? 'url(#wb-geen)' : state.told.swvs[swv][3]);
  const partOf = (at) => (state.parts.has(state.cut.codes[at]) ? state.parts.get(state.cut.codes[at]) : state.shown[state.unitOf.get(state.cut.eenheid[at])]);
  let drawn = '';
  const paint = () => {  // only what differs from what is on the map
    compute();
    let changed = false;
    state.shown.forEach((swv, unit) => {
      const fill = state.values ? state.values.of(state.told.waarden.waarden[unit]) : colour(swv);
      changed = drawing.fill(unit, fill) || changed;
    });
    if (state.cut) { state.cut.codes.forEach((code, at) => drawing.fillPart(at, colour(partOf(at)))); }
    const active = state.told.alleenLezen ? -1 : position(state.active);
    const now = JSON.stringify([state.told.grenzen, active, state.told.groot, state.values ? state.shown : 0, state.told.grond]);
    if (changed || now !== drawn) {
      drawn = now;
      drawing.setBorders(state.told.grenzen, state.shown, active, state.told.groot);
      names();
    }
    held();
    explain();
    if (under) { hovered(...under); }
  };
  let under = null;  // where the mouse hangs over the map
  const names = () => {
    if (state.ground) { drawing.setNames(state.cut && kaart.getZoom() >= 9 ? 'pc4' : state.told.namen && !state.cut, state.shown, state.told.swvs, state.told.groot); }
  };
  const sites = () => { if (state.told && state.ground) { drawing.setSites(state.told.vestigingen, state.sites, state.told.groot); } };
  const held = () => {
    const at = position(state.active);
    swatch.className = state.active === FREE ? 'wb-leeg' : '';
    swatch.style.background = at < 0 ? '' : state.told.swvs[at][3];
    if (hand.value !== state.active) { hand.value = state.active; }
  };

  // ---- the legend says in words and hatches what colours say
  let explained = '';
  const sample = (inner) => { const made = el('span', { className: 'wb-staal' }); made.innerHTML = `<svg width="26" height="14" aria-hidden="true">${inner}</svg>`; return made; };
  const row = (inner, text) => el('div', { className: 'wb-rij' }, sample(inner), el('span', { textContent: text }));
  const square = (fill, hatch) => `<rect x="3" y="1" width="20" height="12" fill="${fill}" stroke="#555"/>${hatch ? '<path d="M4 12L13 2M10 12L19 2M16 12L22 5" stroke="#12233a" stroke-width="1.3"/>' : ''}`;
  const strip = ([color, weight, dash]) => `<line x1="0" y1="7" x2="26" y2="7" stroke="${color}" stroke-width="${weight}" stroke-dasharray="${dash || ''}"/>`;
  const explain = () => {
    const { told } = state;
    const free = state.shown.flatMap((swv, unit) => (swv < 0 ? [unit] : []));
    const loose = free.filter((unit) => state.ground.bewoond[unit]);
    const empty = free.filter((unit) => !state.ground.bewoond[unit]);
    const now = JSON.stringify([free, told.grenzen, told.gewijzigd && told.gewijzigd.length, told.vast.length, told.waarden && [told.waarden.titel, told.waarden.grenzen], told.vestigingen && told.vestigingen.naam, told.knip]);
    if (now === explained) { return; }
    explained = now;
    const made = [];
    if (told.waarden) { made.push(...classes(told.waarden)); } else { made.push(el('p', { textContent: 'Een kleur onderscheidt alleen buren.' })); }
    const words = { swv: 'grens van een swv', jeugdregio: 'grens van een jeugdregio', gemeente: 'grens van een gemeente' };
    told.grenzen.forEach((name) => made.push(row(strip(look.lijnen[name]), words[name])));
    if (state.cut) { made.push(row('<rect x="3" y="1" width="20" height="12" fill="#fff" stroke="#12233a" stroke-dasharray="3 3"/>', `postcodegebieden van ${state.cut.gemeente}`)); }
    if (told.gewijzigd) { made.push(row(square('#ffffff', true), `gewijzigd: ${write(told.gewijzigd.length, 0)} ${told.gewijzigd.length === 1 ? 'gebied' : 'gebieden'}`)); }
    if (told.vast.length) { made.push(row('<rect x="3" y="1" width="20" height="12" fill="#fff" stroke="#555"/><path d="M6 4h2M11 4h2M16 4h2M6 9h2M11 9h2M16 9h2" stroke="#12233a" stroke-width="2"/>', 'vergrendeld')); }
    if (told.vestigingen) { made.push(el('div', { className: 'wb-rij' }, (() => { const one = el('span', { className: 'wb-staal' }); one.innerHTML = drawing.symbol(told.vestigingen, 14, ''); return one; })(), el('span', { textContent: told.vestigingen.naam }))); }
    const cross = '<rect x="3" y="1" width="20" height="12" fill="#fff" stroke="#555"/><path d="M5 12L15 2M13 12L22 3M5 2L15 12M13 2L22 11" stroke="#6f757b" stroke-width="1.4"/>';
    if (loose.length) {
      const find = button(`${write(loose.length, 0)} ${loose.length === 1 ? 'gebied' : 'gebieden'} zonder swv: toon`, 'Toon de gebieden zonder swv', () => pointOut(loose, true));
      made.push(el('div', { className: 'wb-rij' }, sample(cross), find));
    }
    const [asRuled, other] = [true, false].map((ruled) => empty.filter((unit) => state.ground.zo.includes(unit) === ruled));
    [[asRuled, 'zonder inwoners: zo in de regeling'], [other, 'zonder swv, zonder inwoners']].forEach(([units, why]) => {
      if (!units.length) { return; }
      const named = units.slice(0, 3).map((unit) => state.ground.namen[unit]).join(', ') + (units.length > 3 ? ` en ${write(units.length - 3, 0)} andere` : '');
      made.push(row(cross, `${named}, ${why}`));
    });
    rows.replaceChildren(...made);
  };
  const classes = (values) => {
    const edges = values.grenzen;
    const show = (number) => write(number, values.decimalen);
    const side = (sign) => edges.map((edge, at) => `${sign}${show(edge)}${at + 1 < edges.length ? ` tot ${sign}${show(edges[at + 1])}` : ' of meer'}`);
    const { colours } = state.values;
    const words = [...side('−').reverse(), `geen verschil (tot ${show(edges[0] || 0)})`, ...side('+')];
    const lines = words.map((text, at) => row(square(colours[at], at < edges.length), text)).reverse();
    const head = el('p', { textContent: `${values.titel} (${values.eenheid}; ${values.aard})` });
    const feet = [`+ is ${values.hoger}; − (gearceerd) is ${values.lager}`, values.bron].filter(Boolean).map((text) => el('p', { textContent: text }));
    return [head, ...lines, ...feet];
  };

  // ---- pointing out
  const pointOut = (units, zoom) => {
    if (!units.length) { return; }
    if (zoom) { kaart.fitBounds(drawing.boxOfUnits(units).pad(0.5), { maxZoom: 10, animate: false }); }
    drawing.flash(units);
    const named = units.slice(0, 4).map((unit) => state.ground.namen[unit]);
    say(`Aangewezen: ${named.join(', ')}${units.length > 4 ? ` en ${write(units.length - 4, 0)} andere` : ''}`);
  };
  const chosen = () => drawing.setChosen(state.unitOf.has(state.chosen) ? state.unitOf.get(state.chosen) : -1);
  const lines = (unit, latlng) => {
    const { ground, told } = state;
    const swv = state.shown[unit];
    const region = ground.regio[unit] < 0 ? '' : ground.regios[ground.regio[unit]][1];
    const part = state.cut ? drawing.partAt(latlng) : -1;
    const holder = part >= 0 ? partOf(part) : swv;
    const value = told.waarden ? told.waarden.waarden[unit] : undefined;
    return [
      part >= 0 ? `PC4 ${state.cut.namen[part]}` : ground.namen[unit],
      holder < 0 ? look.niemand : told.swvs[holder][1],
      region && `jeugdregio ${region}`,
      value === undefined ? '' : value === null ? 'niet te bepalen' : `${signed(value, told.waarden.decimalen)} ${told.waarden.eenheid} (${told.waarden.aard})`,
      told.vast.includes(unit) && 'vergrendeld',
      told.gewijzigd && told.gewijzigd.includes(unit) && 'gewijzigd ten opzichte van de basis',
    ].filter(Boolean);
  };
  const hovered = (latlng, point) => {
    under = latlng ? [latlng, point] : null;
    const unit = latlng && state.ground ? drawing.unitAt(latlng) : -1;
    tip.hidden = unit < 0;
    if (unit < 0) { return; }
    const near = state.told.vestigingen ? drawing.sitesNear(state.sites, latlng.lng, latlng.lat) : [];
    tip.replaceChildren(...lines(unit, latlng).map((text, at) => el(at ? 'div' : 'b', { textContent: text })),
      ...near.map((one) => el('div', { className: 'wb-plek', innerHTML: one[3] })));  // escaped where it was written
    const right = point.x > element.clientWidth / 2;
    Object.assign(tip.style, { left: right ? '' : `${point.x + 14}px`, right: right ? `${element.clientWidth - point.x + 14}px` : '', top: `${Math.min(point.y + 10, element.clientHeight - tip.offsetHeight - 8)}px` });
  };

  // ---- drawing: what may not be drawn is said, and not drawn
  const refusal = (item) => {
    const { told, ground } = state;
    const unit = state.cut ? state.unitOf.get(state.cut.eenheid[item]) : item;
    const name = state.cut ? `PC4 ${state.cut.codes[item]}` : ground.namen[unit];
    if (told.vast.includes(unit)) { return [`${name} is vergrendeld`, true]; }
    const swv = told.swvs[position(state.active)];
    if (told.wacht === 'uit' || !swv || !swv[4] || ground.regio[unit] < 0) { return null; }
    const region = ground.regios[ground.regio[unit]];
    if (region[0] === swv[4] || !ground.bewoond[unit]) { return null; }
    return [`${name} ligt in jeugdregio ${region[1]}, buiten de hoofdjeugdregio van ${swv[2]}`, told.wacht === 'blokkeer'];
  };
  const target = () => {
    if (state.active === FREE) { return ''; }
    const swv = state.told.swvs[position(state.active)];
    if (!swv) { say('Kies eerst een swv om mee te verven.'); return null; }
    if (swv[5]) { say(`${swv[1]} is vergrendeld.`); return null; }
    return swv[0];
  };
  const wants = (item, stroke) => {  // whether an area joins what is being drawn
    const to = state.active === FREE ? -1 : position(state.active);
    if (stroke.items.includes(item) || stroke.refused.has(item) || (state.cut ? partOf(item) : state.shown[item]) === to) { return false; }
    const fault = refusal(item);
    if (fault) { stroke.refused.set(item, fault); }
    if (fault && fault[1]) { return false; }
    stroke.items.push(item);
    return true;
  };
  const warn = (stroke) => {
    const faults = [...stroke.refused.values()];
    if (!faults.length) { return; }
    const [text, hard] = faults.find((one) => one[1]) || faults[0];
    const others = faults.filter((one) => one[1] === hard).length - 1;
    say(dotted(`${hard ? 'Niet geverfd: ' : 'Let op: '}${text}${others > 0 ? ` (en ${write(others, 0)} andere)` : ''}`));
  };
  const asStep = (items, swv, how) => ({ u: state.cut ? [] : items.map((unit) => state.ground.ids[unit]), p: state.cut ? items.map((at) => state.cut.codes[at]) : [], s: swv, h: how });
  const acts = {
    hovered,
    touched: (latlng, stroke) => {
      if (!state.ready) { return; }
      if (stroke.swv === undefined) { stroke.swv = target(); }
      const item = state.cut ? drawing.partAt(latlng) : drawing.unitAt(latlng);
      if (stroke.swv === null) { return; }
      if (item < 0) {
        if (state.cut && drawing.unitAt(latlng) >= 0) { say(`Alleen de postcodegebieden van ${state.cut.gemeente} kunnen nu van swv veranderen.`); }
        return;
      }
      if (wants(item, stroke)) { state.stroke = asStep(stroke.items, stroke.swv, 'klik'); paint(); }
    },
    outlined: (ring, stroke) => {
      if (!state.ready) { return; }
      if (stroke.swv === undefined) { stroke.swv = target(); }
      if (stroke.swv === null) { return; }
      stroke.items = [];
      stroke.refused.clear();
      const total = state.cut ? state.cut.codes.length : drawing.count();
      for (let item = 0; item < total; item += 1) {
        if (inRing(ring, ...drawing.middleOf(item, Boolean(state.cut)))) { wants(item, stroke); }
      }
      drawing.preview(stroke.items, Boolean(state.cut));
    },
    cancelled: () => { state.stroke = null; if (state.ready) { drawing.preview([], Boolean(state.cut)); paint(); } },
    finished: (stroke, how) => {
      state.stroke = null;
      if (!state.ready) { return; }
      drawing.preview([], Boolean(state.cut));
      warn(stroke);
      if (stroke.swv === undefined || stroke.swv === null || !stroke.items.length) {
        if (how !== 'klik' && !stroke.refused.size && stroke.swv !== null) { say('Geen gebied met het midden daarbinnen dat nog van swv verandert.'); }
        paint();
        return;
      }
      tray.last += 1;
      tray.steps.push({ n: tray.last, r: state.told.revisie, ...asStep(stroke.items, stroke.swv, how) });
      mislaid = '';
      remember();
      paint();
      report();
    },
    pointed: (latlng) => {
      const unit = state.ready ? drawing.unitAt(latlng) : -1;
      if (unit < 0) { return; }
      state.chosen = state.ground.ids[unit];
      state.clicks += 1;
      chosen();
      report();
    },
  };
  const tools = makeTools(kaart, acts);

  // ---- what Python tells
  const options = () => {
    const { told } = state;
    const now = told.swvs.map((one) => [one[0], one[1], one[5]]);
    if (state.options === JSON.stringify(now)) { return; }
    state.options = JSON.stringify(now);
    hand.replaceChildren(el('option', { value: '', textContent: 'kies een swv' }), el('option', { value: FREE, textContent: `${look.niemand}: maak gebieden vrij` }),
      ...told.swvs.map((one) => el('option', { value: one[0], textContent: one[1] + (one[5] ? ' (vergrendeld)' : '') })));
  };
  const settle = (before) => {  // what was drawn and not taken stays, unless something else overruled it
    const { told } = state;
    const taken = told.gezien[PAGE] || 0;
    const gone = tray.session !== told.sessie ? memory.get(STORED) : null;  // drawn for a session that is gone
    if (tray.session !== told.sessie) { Object.assign(tray, { session: told.sessie, steps: [], record: null, waiting: null }); }
    tray.last = Math.max(tray.last, taken);
    const was = tray.steps.length;
    tray.steps = tray.steps.filter((step) => step.n > taken && step.r >= told.grens);
    if (tray.steps.length < was) { tray.since = 0; }
    if (told.alleenLezen) { /* nothing is drawn here */ } else if (gone && gone.stappen.length) { restore(gone); } else if (tray.waiting && tray.waiting.laag === told.laag) { restore(tray.waiting); } else { release(); }
    watch();
    if (!state.ownActive || (told.nummers[PAGE] || 0) >= state.ownActive || !before) { state.active = told.actief; state.ownActive = 0; }
    if (!before || before.gereedschap !== told.gereedschap || told.alleenLezen) { take(told.gereedschap); }
  };
  const look_at = (before) => {
    const { told } = state;
    const wanted = JSON.stringify(told.beeld);
    const echo = () => !told.beeld[3] && (reports.get(key) || []).some((one) => [0, 1, 2].every((at) => Math.abs(one[at] - told.beeld[at]) < 1e-4));
    if (told.beeld && wanted !== state.view && !echo()) {
      if (told.beeld[2]) {
        quietly(() => kaart.setView([told.beeld[0], told.beeld[1]], told.beeld[2], { animate: false }));
        home = false;
      } else { whole(); }  // zoom 0: the whole country, whatever the size of the map
      tell();
    }
    state.view = wanted;
    if (told.flits && told.flits.sleutel !== state.flashed) {
      state.flashed = told.flits.sleutel;
      pointOut(told.flits.gebieden.filter((id) => state.unitOf.has(id)).map((id) => state.unitOf.get(id)), told.flits.zoom);
    }
    if (told.knip && state.cut && (!before || before.knip === '')) { kaart.fitBounds(drawing.boxOfCut(), { animate: false }); }
  };
  let turn = 0;
  const show = async (told) => {
    turn += 1;
    const mine = turn;
    const [ground, cut, points] = await Promise.all([load(told.grond), told.knip ? load(told.knip) : null, told.vestigingen ? load(told.vestigingen.adres) : []]);
    if (mine !== turn || !element.isConnected) { return; }  // something newer was told meanwhile
    const before = state.told;
    state.told = told;
    element.setAttribute('role', 'region');
    element.setAttribute('aria-label', told.naam);
    host.style.height = `min(${told.hoogte}px, 84svh)`;
    element.classList.toggle('wb-groot', told.groot);
    if (told.groot && !(before && before.groot)) { legend.open = false; }  // before a room it stands beside the map
    if (!before && !told.groot && told.waarden && element.clientWidth > 420) { legend.open = true; state.beside = true; }  // without it nobody can read the colours
    toolBar.hidden = told.alleenLezen;
    holding.hidden = told.alleenLezen;
    if (!before || before.bron !== told.bron) {
      if (before) { kaart.attributionControl.removeAttribution(el('span', { textContent: before.bron }).innerHTML); }
      kaart.attributionControl.addAttribution(el('span', { textContent: told.bron }).innerHTML);
    }
    if (!before && home) { whole(); }
    if (ground !== state.ground) {
      state.ground = ground;
      state.unitOf = new Map(ground.ids.map((id, at) => [id, at]));
      drawing.setGround(ground);
    }
    if (cut !== state.cut) { state.cut = cut; drawing.setCut(cut); }
    state.values = told.waarden ? drawing.valueFills(told.waarden) : null;
    state.sites = points;
    options();
    settle(before);
    const differs = (name) => !before || JSON.stringify(before[name]) !== JSON.stringify(told[name]);
    paint();
    if (differs('gewijzigd') || differs('vast') || differs('grond')) { drawing.setMarks(told.gewijzigd || [], told.vast); }
    if (differs('vestigingen') || differs('groot')) { sites(); names(); }
    if (differs('grond')) { chosen(); }
    if (differs('namen') || differs('groot') || differs('knip') || differs('swvs')) { names(); }
    look_at(before);
    state.ready = true;
    element.setAttribute('data-klaar', String(told.revisie));
    if (told.vraagBeeld > state.answered) { state.answered = told.vraagBeeld; report(); }
  };
  const fail = (error) => {
    element.setAttribute('data-fout', String(error));
    say('Een kaartlaag kon niet worden geladen; ververs de pagina.');
  };
  const sized = new ResizeObserver(() => { kaart.invalidateSize({ animate: false, pan: false }); if (home) { whole(); } names(); });
  sized.observe(element);

  const api = {
    get ready() { return state.ready; },
    get steps() { return tray.steps; },
    state, map: kaart,
    assignment: () => Object.fromEntries(state.ground.ids.map((id, at) => [id, state.shown[at] < 0 ? '' : state.told.swvs[state.shown[at]][0]])),
    fill: (id) => drawing.own.fills[state.unitOf.get(id)],
    element: (id) => drawing.own.paths[state.unitOf.get(id)].getElement(),
    paint: (id) => {  // as a click on it would
      const stroke = { items: [], refused: new Map(), swv: target() };
      if (stroke.swv !== null && wants(state.unitOf.get(id), stroke)) { state.stroke = null; }
      acts.finished(stroke, 'klik');
    },
    project: (id) => {  // where its name would stand, in pixels of the page
      const [lon, lat] = state.ground.plek[state.unitOf.get(id)];
      const [box, spot] = [element.getBoundingClientRect(), kaart.latLngToContainerPoint([lat, lon])];
      return [box.left + spot.x, box.top + spot.y];
    },
  };
  window.__werkbank = Object.assign(window.__werkbank || {}, { [key]: api });
  return {
    show: (given) => { state.component = given; show(given.data).catch(fail); },
    remove: () => {
      sized.disconnect();
      clearInterval(watching);
      window.removeEventListener('pagehide', save);
      tools.remove();
      clearTimeout(silence);
      window.removeEventListener('storage', stored);
      window.removeEventListener(VIEW, heard);
      kaart.remove();
      if (window.__werkbank[key] === api) { delete window.__werkbank[key]; }
    },
  };
};

export default function (given) {
  const root = given.parentElement;
  let mine = maps.get(root);
  if (!mine) {
    const host = el('div', { className: 'wb-gastheer' });
    host.style.height = `min(${given.data.hoogte}px, 84svh)`;
    root.append(host);
    // the page fades what it is busy with: what was just drawn stays as it is
    const around = (root.host || root).closest('[data-testid="stElementContainer"]');
    if (around) { around.style.setProperty('opacity', '1', 'important'); }
    mine = { host, last: given, map: null };
    maps.set(root, mine);
    make(root, host, given.data.sleutel, given.data.stijl).then((map) => { mine.map = map; map.show(mine.last); })
      .catch((error) => host.append(el('p', { textContent: 'De kaart kon niet worden geladen; ververs de pagina.', title: String(error) })));
  }
  mine.last = given;
  if (mine.map) { mine.map.show(given); }
  return () => setTimeout(() => {  // called for every run that is overtaken too: only a map that is gone is taken down
    if (!mine.host.isConnected && maps.get(root) === mine) {
      maps.delete(root);
      if (mine.map) { mine.map.remove(); }
    }
  }, 0);
}
