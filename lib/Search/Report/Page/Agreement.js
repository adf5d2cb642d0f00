// What is said to stand for the latency, against what was measured.

/** Lines at a factor of the estimate: straight on both kinds of axes. */
function proportionalLine(frame, factor) {
  const [low, high] = frame.x.span;
  return [[low, low * factor], [high, high * factor]];
}

function drawBand(frame, factor, tolerance) {
  const lower = proportionalLine(frame, factor * (1 - tolerance));
  const upper = proportionalLine(frame, factor * (1 + tolerance));
  frame.layer.append(svg('path', {class: 'band', d: pathOf([...lower, ...upper.reverse()], frame) + 'Z'}));
}

/** The trial for which `factor` times the estimate is off the most. */
function findWorst(points, factor) {
  const errorOf = p => factor * p.x / p.y - 1;
  return points.reduce((worst, point) => {
    const error = errorOf(point);
    return worst === null || Math.abs(error) > Math.abs(worst.error) ? {point, error} : worst;
  }, null);
}

function drawWorst(frame, factor) {
  const worst = findWorst(frame.points, factor);
  if (!worst || Math.abs(worst.error) < 0.005) return;
  const [x, y] = [frame.x.map(worst.point.x), frame.y.map(worst.point.y)];
  const sign = worst.error > 0 ? '+' : '−';
  const text = `${nameOf(worst.point.trial)}: off by ${sign}${formatPercent(Math.abs(worst.error))}`;
  const label = frame.labels.place(text, [10, 30, 60].flatMap(d => placesAround(x, y, d)), {class: 'name'});
  frame.layer.append(svg('path', {class: 'worst', d: `M${x},${y}V${within(frame.y, worst.point.x * factor)}`}));
  if (label) frame.layer.append(label);
}

function drawNumbers(entries) {
  return html('dl', {class: 'numbers'}, entries.filter(([, value]) => value !== null).map(
      ([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))));
}

function drawAgreement(section, {id, title, finding, fit, pointOf, axis, factor, tolerance, line, numbers, empty}) {
  const points = succeeded.map(i => ({trial: i, kind: kindOf(i), ...pointOf(trials[i])}))
      .filter(p => p.x > 0 && p.y > 0);
  section.append(html('h2', {}, title));
  if (fit) section.append(html('p', {class: 'finding'}, finding));
  const [xs, ys] = [points.map(p => p.x), points.map(p => p.y)];
  const log = isWide(xs) || isWide(ys);
  const both = [...xs, ...ys];
  drawChart(section, {
    id, name: title, points,
    x: {...axis, log, zero: !log, values: axis.quantity === SECONDS ? both : xs},
    y: {title: 'Measured latency', quantity: SECONDS, log, zero: !log,
        values: axis.quantity === SECONDS ? both : ys},
    under: frame => {
      if (!fit) return;
      if (tolerance) drawBand(frame, factor, tolerance);
      frame.layer.append(svg('path', {class: 'reference', d: pathOf(proportionalLine(frame, factor), frame)}));
    },
    over: frame => fit && drawWorst(frame, factor),
    legend: [
      ...markLegend(points),
      {kind: 'reference', text: line},
      ...(tolerance ? [{kind: 'band', text: `within ${formatPercent(tolerance)}`}] : [])
    ],
    empty
  });
  if (fit) section.append(drawNumbers(numbers));
}

function orNull(value, write) {
  return value === null || value === undefined ? null : write(value);
}

function drawMACs(section) {
  const fit = study.fits.macs;
  drawAgreement(section, {
    id: 'macs', title: 'Multiply-adds against latency', fit, factor: fit?.factor,
    finding: fit && fit.count > 1 ?
        `A latency proportional to multiply-adds is off by up to ${formatPercent(fit.largestError)}; ` +
        `the time of one differs ${formatDigits(fit.spread)}-fold between architectures.` : '',
    pointOf: t => ({x: t.macs, y: latencyOf(t), yRange: t.latency?.slice(1)}),
    axis: {title: 'Multiply-adds', quantity: COUNT},
    line: 'proportional',
    numbers: fit && [
      ['Correlation r', orNull(fit.correlation, formatAligned)],
      ['Kendall τ', orNull(fit.tau, formatAligned)],
      ['Mean error', formatPercent(fit.meanError)],
      ['Largest error', formatPercent(fit.largestError)],
      ['Rate of the fit', format(2 / fit.factor, FLOPS)]
    ],
    empty: 'No trial has both multiply-adds and a latency.'
  });
}

function drawPredicted(section) {
  if (!trials.some(t => t.predicted)) {
    section.remove();
    return;
  }
  const fit = study.fits.predicted;
  const errors = succeeded.map(i => trials[i]).filter(t => t.predicted && t.latency)
      .map(t => Math.abs(t.predicted[0] / t.latency[0] - 1));
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  drawAgreement(section, {
    id: 'predicted', title: 'Predicted against measured latency', fit, factor: 1, tolerance: 0.1,
    finding: fit ? `${formatPercent(fit.within10)} of the predictions are within 10 % of the measured latency.` : '',
    pointOf: t => ({x: t.predicted?.[0], y: latencyOf(t), xRange: t.predicted?.slice(1), yRange: t.latency?.slice(1)}),
    axis: {title: 'Predicted latency', quantity: SECONDS},
    line: 'predicted = measured',
    numbers: fit && [
      ['Correlation r', orNull(fit.correlation, formatAligned)],
      ['Kendall τ', orNull(fit.tau, formatAligned)],
      ['Mean error', formatPercent(mean)],
      ['Largest error', formatPercent(errors.reduce((a, b) => Math.max(a, b)))]
    ],
    empty: 'No trial has both a predicted and a measured latency.'
  });
}
