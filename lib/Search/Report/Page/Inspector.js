// A card beside the mark that the reader points at: the numbers of a trial and
// its whole architecture.

function drawInspector(index) {
  const trial = trials[index];
  const close = html('button', {class: 'close', 'aria-label': 'Close', onclick: () => selection.clear()}, '×');
  const hint = html('p', {class: 'hint'}, 'Click or press Enter to keep this open.');
  return [
    html('h3', {}, `Trial ${nameOf(index)} `, html('small', {}, roleOf(index))),
    selection.pinned ? close : null,
    trial.failure ? html('p', {class: 'failure'}, trial.failure) : null,
    metricList(index),
    knobs.length ? knobTable(index) : null,
    selection.pinned ? null : hint
  ];
}

/** Beside the anchor, where there is room. A narrow page has it at its foot. */
function placeInspector(card, anchor) {
  card.classList.toggle('sheet', innerWidth < 720 || !anchor);
  card.style.left = card.style.top = '';
  if (card.classList.contains('sheet')) return;
  const {width, height} = card.getBoundingClientRect();
  const gap = 18;
  const isRight = anchor.x + gap + width < innerWidth;
  const left = isRight ? anchor.x + gap : anchor.x - gap - width;
  const top = anchor.y - height / 2;
  card.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  card.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

function announce(index) {
  const texts = metricsOf(index).slice(0, 4).map(([name, text]) => `${name} ${text}`);
  byId('announcement').textContent =
      `Trial ${trials[index].number}${trials[index].failure ? ' failed' : ''}. ${texts.join(', ')}`;
}

function startInspector() {
  const card = byId('inspector');
  selection.listeners.push((index, anchor) => {
    card.hidden = index === null;
    card.classList.toggle('pinned', selection.pinned);
    if (index === null) return;
    card.replaceChildren(...drawInspector(index).filter(Boolean));
    placeInspector(card, anchor);
    announce(index);
  });
}
