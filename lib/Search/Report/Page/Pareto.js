// Quality against latency, and the front of those that no other one beats.

/** The front as a staircase: what is beyond it, no trial reached. */
function drawFront(frame) {
  const members = study.front.map(i => trials[i])
      .filter(t => latencyOf(t) !== null && meritOf(t))
      .map(t => [latencyOf(t), meritOf(t)[0]]);
  if (!members.length) return;
  const steps = members.flatMap(([x, y], i) => i ? [[x, members[i - 1][1]], [x, y]] : [[x, y]]);
  steps.push([frame.x.span[1], members.at(-1)[1]]);
  frame.layer.append(svg('path', {class: 'front-line', d: pathOf(steps, frame)}));
}

function drawTarget(frame) {
  const target = study.targetLatency;
  if (target === null || target < frame.x.span[0] || target > frame.x.span[1]) return;
  const x = frame.x.map(target), {top, bottom} = frame.plot;
  frame.layer.append(svg('path', {class: 'target', d: `M${x},${top}V${bottom}`}));
  const text = `target ${format(target, SECONDS)}`;
  const label = frame.labels.place(text, [
    {x: x + 6, y: bottom - 8}, {x: x - 6, y: bottom - 8, anchor: 'end'},
    {x: x + 6, y: top + 12}, {x: x - 6, y: top + 12, anchor: 'end'}
  ], {class: 'target-label'});
  if (label) frame.layer.append(label);
}

function drawFrontNames(frame) {
  const named = frame.points.filter(p => p.kind !== 'trial').reverse();
  for (const point of named) {
    // Above and left of the front, there is nothing.
    const places = placesAround(frame.x.map(point.x), frame.y.map(point.y), 11,
                                ['nw', 'n', 'w', 'ne', 'e', 'se', 's', 'sw']);
    const label = frame.labels.place(nameOf(point.trial), places, {class: 'name'});
    if (label) frame.layer.append(label);
  }
}

function describeFront() {
  const fastest = study.front[0], slowest = study.front.at(-1);
  const extent = study.front.length < 2 ? '' :
      `, from ${format(latencyOf(trials[fastest]), SECONDS)} (${nameOf(fastest)}) to ` +
      `${format(latencyOf(trials[slowest]), SECONDS)} (${nameOf(slowest)})`;
  const marks = study.front.length === 1 ? 'One trial is' : `${study.front.length} trials are`;
  return `${marks} not beaten in both ${meritName} and latency${extent}.`;
}

function drawPareto(section) {
  const points = succeeded.map(i => ({trial: i, latency: trials[i].latency, merit: meritOf(trials[i])}))
      .filter(({latency, merit}) => latency && merit)
      .map(({trial, latency, merit}) => ({
        trial, kind: kindOf(trial), x: latency[0], y: merit[0],
        xRange: latency.slice(1), yRange: merit.slice(1)
      }));
  section.append(html('h2', {}, `${capitalized(meritName)} against latency`));
  if (points.length && study.front.length)
    section.append(html('p', {class: 'finding'}, describeFront()));
  const hasIntervals = points.some(p => p.xRange[0] !== p.xRange[1] || p.yRange[0] !== p.yRange[1]);
  const latencies = points.map(p => p.x);
  const target = study.targetLatency;
  // A target far from all trials would press them together.
  const isNear = latencies.some(l => l > target / 3) && latencies.some(l => l < target * 3) && target > 0;
  drawChart(section, {
    id: 'pareto', name: `${capitalized(meritName)} against latency`, points, height: innerWidth < 600 ? 360 : 460,
    x: {title: 'Latency', quantity: SECONDS, log: isWide(latencies),
        values: [...withIntervals(latencies, points.map(p => p.xRange)), ...(isNear ? [target] : [])]},
    y: {title: capitalized(meritName), quantity: PLAIN, log: false,
        values: withIntervals(points.map(p => p.y), points.map(p => p.yRange))},
    under: drawFront,
    over: frame => { drawTarget(frame); drawFrontNames(frame); },
    legend: [
      ...markLegend(points),
      ...(hasIntervals ? [{kind: 'interval', text: '95 % confidence interval'}] : [])
    ],
    empty: succeeded.length ? 'No trial has both a latency and a quality or reward, so there is nothing to trade.'
                            : 'No trial succeeded.'
  });
}
