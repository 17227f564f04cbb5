// A link to what is in view. Python knows the choices; what is on and where a map stands only the browser
// knows, which keeps it for the tab (see kaart.js).
const kept = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch (error) { return null; } };
const round = (value, digits) => String(Number(Number(value).toFixed(digits)));

const layersOf = (state) => {
  if (!state || typeof state !== 'object') { return ''; }
  const on = (group, mark) => Object.entries(state[group] || {})
    .filter(([id, strength]) => strength > 0 && /^[a-z0-9_.-]+$/.test(id))
    .map(([id, strength]) => `${mark}:${id}:${round(strength, 2)}`);
  const fill = /^[a-z0-9_.-]*$/.test(state.fill || '') ? `v:${state.fill || '~'}:${round(state.fillOpacity, 2)}` : '';
  return [fill, state.names ? 'n' : '', ...on('lines', 'l'), ...on('sites', 's')].filter(Boolean).join(',');
};

export default function ({ data, parentElement }) {
  const [label, field, button, status] = ['.dk-link span', 'input', 'button', '[role="status"]']
    .map((found) => parentElement.querySelector(found));
  const address = () => {
    const query = new URLSearchParams(data.zoekdeel);
    const layers = data.lagen ? layersOf(kept(data.lagen)) : '';
    const view = data.beeld ? kept('dekkend-kaartbeeld') : null;
    if (layers) { query.set('lagen', layers); }
    if (view && view.center) {
      query.set('beeld', [round(view.center.lat, 4), round(view.center.lng, 4), round(view.zoom, 2)].join(','));
    }
    return `${window.location.origin}${window.location.pathname}?${query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
  };
  const write = () => { field.value = address(); return field.value; };
  label.textContent = data.label;
  button.textContent = data.knop;
  status.textContent = '';
  write();
  field.onfocus = () => { write(); field.select(); };
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(write());
      status.textContent = data.gedaan;
    } catch (error) {
      field.focus();
      field.select();
      status.textContent = document.execCommand('copy') ? data.gedaan : data.zelf;
    }
  };
}
