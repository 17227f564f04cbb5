// Keys of a presenter and of a keyboard turn the steps; what is shown is said to who cannot see it.
export default function (component) {
  const { data, parentElement } = component;
  let told = parentElement.querySelector('[aria-live]');
  if (!told) {
    told = document.createElement('p');
    told.setAttribute('aria-live', 'polite');
    told.className = 'zaal-gezegd';
    parentElement.append(told);
  }
  if (told.textContent !== data.gezegd) { told.textContent = data.gezegd; }
  const turns = { ArrowRight: 'volgende', PageDown: 'volgende', ArrowLeft: 'vorige', PageUp: 'vorige', Escape: 'stop' };
  // a presenter sends PageDown and PageUp: these turn the step wherever they mean nothing else
  const writing = 'textarea, select, [contenteditable], [aria-expanded=true], [role=listbox], [role=dialog]';
  const moving = 'input, [role=combobox], [role=radiogroup], .leaflet-container';
  const typing = 'input:not([type=radio])';
  const pressed = (event) => {
    const name = turns[event.key];
    const path = event.composedPath().filter((one) => one instanceof Element);
    const inside = (what) => path.some((one) => one.matches(what));
    const busy = inside(writing) || (event.key.startsWith('Arrow') && inside(moving)) || (name === 'stop' && inside(typing));
    if (!name || busy || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
    const button = [...document.querySelectorAll(`.st-key-zaal_${name} button`)].find((one) => one.getClientRects().length);
    if (!button || button.disabled) { return; }
    event.preventDefault();
    button.click();
  };
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}
