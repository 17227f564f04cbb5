// Drawing by hand: a click, a stroke, a rectangle or a lasso, with mouse, pen or finger. Two fingers, the right mouse
// button and the arrow keys go on moving the map.
const NS = 'http://www.w3.org/2000/svg';
const STILL = 5;  // pixels that a hand moves while it clicks

export function makeTools(kaart, acts) {
  const element = kaart.getContainer();
  const ink = document.createElementNS(NS, 'svg');
  ink.setAttribute('class', 'wb-inkt');
  ink.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(NS, 'path');
  ink.append(shape);
  element.append(ink);
  let tool = 'kijk';
  let stroke = null;   // what is being drawn
  let moved = null;    // where the right button took hold of the map
  const fingers = new Set();

  const at = (event) => {
    const box = element.getBoundingClientRect();
    return L.point(event.clientX - box.left, event.clientY - box.top);
  };
  const place = (point) => kaart.containerPointToLatLng(point);
  const onControl = (event) => event.composedPath().some((node) => node.classList && (node.classList.contains('leaflet-control') || node.classList.contains('wb-vrij')));
  const drawn = () => {
    if (!stroke) { shape.setAttribute('d', ''); return; }
    const [from, to] = [stroke.points[0], stroke.points[stroke.points.length - 1]];
    if (tool === 'rechthoek') { shape.setAttribute('d', `M${from.x} ${from.y}H${to.x}V${to.y}H${from.x}Z`); }
    if (tool === 'lasso') { shape.setAttribute('d', `M${stroke.points.map((one) => `${one.x} ${one.y}`).join('L')}Z`); }
  };
  const ring = () => {
    const [from, to] = [stroke.points[0], stroke.points[stroke.points.length - 1]];
    const points = tool === 'rechthoek' ? [from, L.point(to.x, from.y), to, L.point(from.x, to.y)] : stroke.points;
    return points.map((point) => { const spot = place(point); return [spot.lng, spot.lat]; });
  };
  const cancel = () => { if (stroke) { stroke = null; drawn(); acts.cancelled(); } };
  const along = (from, to) => {  // a quick stroke skips no area
    const steps = Math.max(1, Math.ceil(from.distanceTo(to) / 4));
    for (let step = 1; step <= steps; step += 1) {
      acts.touched(place(L.point(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps)), stroke);
    }
  };

  const down = (event) => {
    if (onControl(event)) { return; }
    if (event.pointerType === 'touch') { fingers.add(event.pointerId); }
    if (fingers.size > 1) { cancel(); return; }
    if (event.button === 2 && tool !== 'kijk') { moved = at(event); return; }
    if (event.button !== 0) { return; }
    stroke = { points: [at(event)], id: event.pointerId, items: [], refused: new Map() };
    if (tool === 'kijk') { return; }
    if (tool === 'klik') { acts.touched(place(stroke.points[0]), stroke); }
    drawn();
  };
  const move = (event) => {
    if (moved) {
      const point = at(event);
      kaart.panBy(moved.subtract(point), { animate: false });
      moved = point;
      return;
    }
    if (!stroke || event.pointerId !== stroke.id) { if (event.pointerType === 'mouse') { acts.hovered(onControl(event) || !inside(event) ? null : place(at(event)), at(event)); } return; }
    const [last, point] = [stroke.points[stroke.points.length - 1], at(event)];
    if (tool === 'kijk' || last.distanceTo(point) < 2) { return; }
    stroke.points.push(point);
    if (tool === 'klik') { along(last, point); } else { drawn(); acts.outlined(ring(), stroke); }
  };
  const up = (event) => {
    fingers.delete(event.pointerId);
    moved = null;
    if (!stroke || event.pointerId !== stroke.id) { return; }
    const done = stroke;
    const far = done.points[0].distanceTo(at(event));
    if (tool === 'kijk') { stroke = null; if (far <= STILL) { acts.pointed(place(at(event))); } return; }
    const still = done.points.every((one) => one.distanceTo(done.points[0]) <= STILL);
    if (tool !== 'klik') {
      // who only clicks means the area under the pointer
      if (still) { acts.touched(place(done.points[0]), done); } else { acts.outlined(ring(), done); }
    }
    stroke = null;
    drawn();
    acts.finished(done, still ? 'klik' : tool);
  };
  const inside = (event) => event.composedPath().includes(element);
  const lost = (event) => { fingers.delete(event.pointerId); moved = null; cancel(); };
  const escape = (event) => { if (event.key === 'Escape') { cancel(); } };
  const menu = (event) => { if (tool !== 'kijk') { event.preventDefault(); } };
  const wheel = (event) => {  // the page scrolls past; with ctrl the map zooms
    if (!event.ctrlKey) { return; }
    event.preventDefault();
    kaart.setZoomAround(at(event), kaart.getZoom() - Math.sign(event.deltaY) * 0.5, { animate: false });
  };
  const press = (event) => {  // a stroke selects no text and takes none along; the keyboard still comes to the map
    if (tool !== 'kijk' && !onControl(event)) { event.preventDefault(); element.focus(); }
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('mousedown', press);
  element.addEventListener('contextmenu', menu);
  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('pointerleave', () => acts.hovered(null));
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', lost);
  window.addEventListener('keydown', escape);

  return {
    use: (wanted, scrolls) => {
      cancel();
      tool = wanted;
      const drawing = tool !== 'kijk';
      element.classList.toggle('wb-tekent', drawing);
      // a finger that looks around scrolls the page on a telephone; two fingers move the map there
      if (drawing || scrolls) { kaart.dragging.disable(); } else { kaart.dragging.enable(); }
      if (drawing) { kaart.doubleClickZoom.disable(); kaart.boxZoom.disable(); } else { kaart.doubleClickZoom.enable(); kaart.boxZoom.enable(); }
    },
    remove: () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', lost);
      window.removeEventListener('keydown', escape);
    },
  };
}
