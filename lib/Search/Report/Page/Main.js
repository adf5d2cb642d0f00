// Draws the page.

function drawHeader() {
  if (study.objective) byId('objective').append('Objective: ', html('b', {}, study.objective));
  byId('facts').append(...study.facts.map(
      ([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))));
}

/** How often trials failed for which reason, the most frequent first. */
function countFailures() {
  const counts = new Map();
  for (const index of failed) {
    const reason = trials[index].failure.split('\n')[0];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function drawFailureReasons() {
  return html('details', {class: 'failures'},
              html('summary', {}, `${plural(failed.length, 'trial')} failed`),
              html('ul', {}, countFailures().map(
                  ([reason, count]) => html('li', {}, html('b', {}, `${count} × `), reason))));
}

function tile(name, value, note) {
  return html('div', {class: 'tile'}, html('div', {class: 'name'}, name),
              html('div', {class: 'value'}, value), html('div', {class: 'tile-note'}, note));
}

function drawSummary(section) {
  const fastest = succeeded.filter(i => trials[i].latency)
      .sort((a, b) => latencyOf(trials[a]) - latencyOf(trials[b]))[0];
  const best = study.best === null ? null : trials[study.best];
  section.append(html('div', {class: 'tiles'}, [
    tile('Trials', String(trials.length), failed.length ? `${failed.length} failed` : 'none failed'),
    best && tile('Best reward', formatDigits(best.reward, 4),
                 `${nameOf(study.best)}${best.latency ? `, ${format(latencyOf(best), SECONDS)}` : ''}`),
    study.merit && tile('Pareto front', String(study.front.length), study.front.length === 1 ? 'trial' : 'trials'),
    fastest !== undefined && tile('Fastest', format(latencyOf(trials[fastest]), SECONDS), nameOf(fastest)),
    study.targetLatency !== null && tile('Target', format(study.targetLatency, SECONDS), 'latency')
  ].filter(Boolean)));
  if (failed.length) section.append(drawFailureReasons());
  if (hostNames.length > 1)
    section.append(note(`Measured on ${hostNames.length} machines, whose latencies do not compare: ` +
                        `${hostNames.join(', ')}.`));
}

startInspector();
drawHeader();
drawSummary(byId('summary'));
drawPareto(byId('pareto'));
drawMACs(byId('macs'));
drawPredicted(byId('predicted'));
drawRoofline(byId('roofline'));
drawConvergence(byId('convergence'));
drawArchitectures(byId('architectures'));
drawTrials(byId('trials'));
