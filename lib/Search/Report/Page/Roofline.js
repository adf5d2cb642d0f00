// Where trials are under the roofs of machines: operations for each byte
// against operations a second (Williams et al., Roofline, 2009).

/** What a machine reaches at an intensity, with its fastest computing. */
function peakOf(machine) {
  return machine.compute.reduce((peak, roof) => Math.max(peak, roof.rate), 0);
}

function memoryOf(machine) {
  return machine.memory.at(-1)?.rate ?? null;
}

function ridgesOf(machine) {
  return machine.memory.map(roof => peakOf(machine) / roof.rate);
}

/** The slope of a memory roof from the left of the plot to the ridge. */
function drawSlope(frame, machine, roof, style) {
  const peak = peakOf(machine), [low, high] = frame.x.span, bottom = frame.y.span[0];
  const start = Math.max(low, bottom / roof.rate), end = Math.min(high, peak / roof.rate);
  if (start >= end) return;
  const line = [[start, start * roof.rate], [end, end * roof.rate]];
  frame.layer.append(svg('path', {class: `roof ${style}`, d: pathOf(line, frame)}));
  const [x0, y0] = [frame.x.map(start), frame.y.map(start * roof.rate)];
  const [x1, y1] = [frame.x.map(end), frame.y.map(end * roof.rate)];
  const angle = Math.atan2(y1 - y0, x1 - x0) * 180 / Math.PI;
  const places = [0.04, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65].map(t => ({
    x: x0 + t * (x1 - x0) - 3, y: y0 + t * (y1 - y0) - 5, angle
  }));
  const text = `${roof.name} ${format(roof.rate, BYTES_A_SECOND)}`;
  const label = frame.labels.place(text, places, {class: style});
  if (label) frame.layer.append(label);
}

/** The horizontal roof of a way of computing. */
function drawCeiling(frame, machine, roof, style) {
  const fastest = machine.memory.reduce((rate, m) => Math.max(rate, m.rate), 0);
  const [low, high] = frame.x.span;
  const start = Math.max(low, fastest ? roof.rate / fastest : low);
  if (start >= high) return;
  frame.layer.append(svg('path', {class: `roof ${style}`, d: pathOf([[start, roof.rate], [high, roof.rate]], frame)}));
  const y = frame.y.map(roof.rate), {right} = frame.plot;
  const name = study.machines.length > 1 ? `${machine.name} ${roof.name}` : roof.name;
  const texts = [`${name} ${format(roof.rate, FLOPS)}`, name];
  for (const text of texts) {
    const label = frame.labels.place(text, [
      {x: right - 4, y: y - 6, anchor: 'end'}, {x: right - 4, y: y + 15, anchor: 'end'},
      {x: (right + frame.x.map(start)) / 2, y: y - 6, anchor: 'middle'}
    ], {class: style});
    if (!label) continue;
    frame.layer.append(label);
    return;
  }
}

function drawRoofs(frame) {
  study.machines.forEach((machine, i) => {
    const style = `machine-${i % 4}`;
    // Memory first: it is what most trials are under.
    [...machine.memory].reverse().forEach(
        (roof, level) => drawSlope(frame, machine, roof, level ? `${style} cache` : style));
    machine.compute.forEach(
        roof => drawCeiling(frame, machine, roof, roof.rate < peakOf(machine) ? `${style} cache` : style));
  });
}

function describePlacement(points) {
  const machine = study.machines[0];
  if (!points.length || !machine || !memoryOf(machine)) return '';
  const ridge = peakOf(machine) / memoryOf(machine);
  const left = points.filter(p => p.x < ridge).length;
  const shares = points.map(p => p.y / Math.min(peakOf(machine), p.x * memoryOf(machine))).sort((a, b) => a - b);
  const median = shares[Math.floor(shares.length / 2)];
  return `The ridge of ${machine.name} is at ${format(ridge, INTENSITY)}: left of it, where reading memory is ` +
      `the bound, lie ${left} of ${plural(points.length, 'trial')}. ` +
      `The median reaches ${formatPercent(median)} of the roof.`;
}

function drawRoofline(section) {
  const points = succeeded.map(i => ({trial: i, kind: kindOf(i), t: trials[i]}))
      .filter(({t}) => t.flops > 0 && t.bytes > 0 && latencyOf(t) > 0)
      .map(({trial, kind, t}) => ({
        trial, kind, x: t.flops / t.bytes, y: t.flops / latencyOf(t),
        // The shortest time is the highest rate.
        yRange: [t.flops / t.latency[2], t.latency[1] > 0 ? t.flops / t.latency[1] : t.flops / latencyOf(t)]
      }));
  section.append(html('h2', {}, 'Roofline'));
  const finding = describePlacement(points);
  if (finding) section.append(html('p', {class: 'finding'}, finding));
  const ridges = study.machines.flatMap(ridgesOf), peaks = study.machines.map(peakOf).filter(p => p > 0);
  const xs = [...points.map(p => p.x), ...ridges.map(r => r * 4), ...ridges.map(r => r / 3)];
  // So many decades up as along, or slopes would be too steep to read.
  const xSpan = spanOf(xs, {log: true});
  const top = [...points.map(p => p.y), ...peaks].reduce((a, b) => Math.max(a, b), 0);
  const ys = [...points.map(p => p.y), top * 1.3, top * Math.pow(xSpan[0] / xSpan[1], 0.55)];
  drawChart(section, {
    id: 'roofline', name: 'Roofline', points, drawEmpty: study.machines.length > 0,
    x: {title: 'Operational intensity', quantity: INTENSITY, log: true, values: xs},
    y: {title: 'Operations a second', quantity: FLOPS, log: true, values: ys},
    under: null,
    over: drawRoofs,
    legend: [
      ...markLegend(points),
      ...study.machines.map((m, i) => ({
        kind: `roof machine-${i % 4}`,
        text: `${m.name}, ${m.type}` + (m.threads > 1 ? `, ${m.threads} threads` : '')
      })),
      ...(study.machines.some(m => m.memory.length > 1 || m.compute.length > 1)
              ? [{kind: 'roof cache', text: 'from caches, or on slower units'}] : [])
    ],
    empty: 'No trial has operations, bytes and a latency, and no machine is described.'
  });
  if (!points.length && study.machines.length)
    section.append(note('No trial has operations, bytes and a latency.'));
}
