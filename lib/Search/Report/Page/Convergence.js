// The best so far, over trials or over time.

/** What the search is taken to improve: {name, quantity, valueOf, isBetter}. */
function chooseProgress() {
  const more = (a, b) => a > b, less = (a, b) => a < b;
  const has = valueOf => succeeded.some(i => valueOf(trials[i]) !== null);
  return [
    {name: 'reward', quantity: PLAIN, valueOf: t => t.reward, isBetter: more},
    {name: study.qualityName, quantity: PLAIN, valueOf: t => t.quality && t.quality[0], isBetter: more},
    {name: 'latency', quantity: SECONDS, valueOf: latencyOf, isBetter: less}
  ].find(p => has(p.valueOf)) ?? null;
}

/** The trials that were better than all before, by `at`. */
function findImprovements(points, isBetter) {
  const improvements = [];
  for (const point of [...points].sort((a, b) => a.x - b.x || a.trial - b.trial))
    if (!improvements.length || isBetter(point.y, improvements.at(-1).y)) improvements.push(point);
  return improvements;
}

function drawBestSoFar(frame, improvements) {
  if (!improvements.length) return;
  const steps = improvements.flatMap((p, i) => i ? [[p.x, improvements[i - 1].y], [p.x, p.y]] : [[p.x, p.y]]);
  steps.push([frame.x.span[1], improvements.at(-1).y]);
  frame.layer.append(svg('path', {class: 'front-line', d: pathOf(steps, frame)}));
}

/** Failures have no value: they are crosses on the axis. */
function drawFailures(frame, at) {
  for (const index of failed.filter(i => at(trials[i]) !== null))
    frame.layer.append(svg('path', {
      class: 'failed', 'data-trial': index, d: MARK_PATHS.failed,
      transform: `translate(${frame.x.map(at(trials[index]))},${frame.plot.bottom - 6})`
    }));
}

function drawProgress(container, progress, by) {
  const time = timeUnit();
  const overTime = t => t.end === null ? null : t.end / time.seconds;
  const at = by === 'time' ? overTime : t => t.number;
  const points = succeeded.map(i => ({trial: i, kind: 'trial', x: at(trials[i]), y: progress.valueOf(trials[i])}))
      .filter(p => p.x !== null && p.y !== null);
  const improvements = findImprovements(points, progress.isBetter);
  for (const point of improvements) point.kind = 'front';
  const places = [...points.map(p => p.x), ...failed.map(i => at(trials[i])).filter(x => x !== null)];
  drawChart(container, {
    id: 'convergence', name: `Best ${progress.name} so far`, points,
    x: {title: by === 'time' ? 'Time since the start' : 'Trial', values: places,
        quantity: by === 'time' ? {...PLAIN, unit: time.name} : WHOLE},
    y: {title: capitalized(progress.name), quantity: progress.quantity,
        log: progress.quantity === SECONDS && isWide(points.map(p => p.y)), values: points.map(p => p.y)},
    under: frame => { drawBestSoFar(frame, improvements); drawFailures(frame, at); },
    legend: [
      {kind: 'trial', text: 'trial'}, {kind: 'front', text: 'better than all before'},
      ...(failed.length ? [{kind: 'failed', text: 'failed'}] : [])
    ],
    empty: 'No trial has a reward, a quality or a latency.'
  });
}

/** The unit that people use for times as long as this study. */
function timeUnit() {
  const most = trials.reduce((most, t) => Math.max(most, t.end ?? 0), 0);
  if (most > 2 * 86400) return {name: 'days', seconds: 86400};
  if (most > 2 * 3600) return {name: 'h', seconds: 3600};
  return most > 120 ? {name: 'min', seconds: 60} : {name: 's', seconds: 1};
}

function describeProgress(progress) {
  const points = succeeded.map(i => ({trial: i, x: trials[i].number, y: progress.valueOf(trials[i])}))
      .filter(p => p.y !== null);
  const last = findImprovements(points, progress.isBetter).at(-1);
  const value = format(last.y, progress.quantity, 4);
  return `The best ${progress.name}, ${value}, was found by trial ${nameOf(last.trial)}.`;
}

function drawConvergence(section) {
  section.append(html('h2', {}, 'Convergence'));
  const progress = chooseProgress();
  if (!progress) {
    section.append(note('No trial has a reward, a quality or a latency.', 'chart-convergence'));
    return;
  }
  section.append(html('p', {class: 'finding'}, describeProgress(progress)));
  const container = html('div', {});
  const draw = by => {
    container.replaceChildren();
    drawProgress(container, progress, by);
  };
  if (succeeded.some(i => trials[i].end !== null)) section.append(drawChoice(draw));
  section.append(container);
  draw('number');
}

function drawChoice(draw) {
  const option = (value, text, checked) => html('label', {},
      html('input', {type: 'radio', name: 'progress', value, checked, onchange: () => draw(value)}), ` ${text}`);
  return html('fieldset', {class: 'choice'}, html('legend', {class: 'unseen'}, 'Over'),
              option('number', 'by trial', true), option('time', 'by time', false));
}
