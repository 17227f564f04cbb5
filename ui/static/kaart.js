// What every map of ours does: Dutch scale bar and source line, a button back to the whole country,
// and a view that moves along with the other map on the page. Each map stands in a frame of its own;
// frames in one browser tab share their session storage and hear of each other's changes to it, and
// a map that appears later finds there where the user was looking.
(function (kaart, told) {
  const KEY = 'dekkend-kaartbeeld';
  const element = kaart.getContainer();
  element.style.background = told.water;
  element.style.fontSize = '11px';
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', told.label);
  L.control.scale({ imperial: false, maxWidth: 120, position: 'topright' }).addTo(kaart);
  kaart.attributionControl.setPrefix(false).addAttribution(told.source);

  const whole = () => kaart.fitBounds(told.view, { paddingTopLeft: [4, 4], paddingBottomRight: [4, 24], animate: false });
  const home = L.control({ position: 'topleft' });
  home.onAdd = () => {
    const bar = L.DomUtil.create('div', 'leaflet-bar');
    const button = L.DomUtil.create('a', '', bar);
    Object.assign(button, { href: '#', title: 'Heel Nederland', textContent: 'NL', role: 'button' });
    button.style.fontWeight = 'bold';
    L.DomEvent.on(button, 'click', (event) => { L.DomEvent.stop(event); whole(); });
    return bar;
  };
  home.addTo(kaart);

  let following = false;
  const follow = (text) => {
    const seen = JSON.parse(text);
    following = true;
    kaart.setView(seen.center, seen.zoom, { animate: false });
    following = false;
  };
  const before = sessionStorage.getItem(KEY);
  if (before) { follow(before); } else { whole(); }
  kaart.on('dragend zoomend moveend', () => {
    if (!following) {
      sessionStorage.setItem(KEY, JSON.stringify({ center: kaart.getCenter(), zoom: kaart.getZoom() }));
    }
  });
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue) { follow(event.newValue); }
  });
  window.__kaart = kaart;
})
