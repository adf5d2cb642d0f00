// An architecture as a table: a stage a row, a setting a column.

/** Columns in the order in which the rows name them. */
function columnsOf(stages) {
  return [...new Set(stages.flatMap(s => s.settings.map(([name]) => name)))];
}

/** A value, which stands out if it is not that of the base. */
function valueElement(tag, value, baseValue) {
  if (value === undefined) return html(tag);
  if (baseValue === undefined || baseValue === value) return html(tag, {}, value);
  return html(tag, {class: 'changed', title: `base: ${baseValue}`}, html('b', {}, value), ' ',
              html('span', {class: 'base'}, html('span', {class: 'unseen'}, 'instead of '), baseValue));
}

/** Whether a row has a column in common with another one. */
function isInTable(stage, stages) {
  const names = new Set(stages.filter(s => s !== stage).flatMap(s => s.settings.map(([name]) => name)));
  return stages.length === 1 && stage.name !== '' || stage.settings.some(([name]) => names.has(name));
}

/** A row that is unlike all others, as a list. */
function settingList(stage, base) {
  return html('dl', {class: 'metrics'}, stage.settings.map(([name, value]) => html('div', {},
      html('dt', {}, stage.name ? `${stage.name} ${name}` : name), valueElement('dd', value, base.get(name)))));
}

/**
 * The table of `stages`; what differs from `baseStages` stands out, with what
 * the base has beside it.
 */
function stageTable(stages, baseStages, caption) {
  const bases = new Map(baseStages.map(s => [s.name, new Map(s.settings)]));
  const baseOf = stage => bases.get(stage.name) ?? new Map();
  const rows = stages.filter(s => isInTable(s, stages)), others = stages.filter(s => !isInTable(s, stages));
  const lists = others.map(s => settingList(s, baseOf(s)));
  if (!rows.length) return html('div', {}, lists);
  const columns = columnsOf(rows);
  const body = rows.map(stage => {
    const settings = new Map(stage.settings);
    return html('tr', {}, html('th', {scope: 'row'}, stage.name || 'network'),
                columns.map(c => valueElement('td', settings.get(c), baseOf(stage).get(c))));
  });
  return html('div', {}, lists,
              html('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption},
                   html('table', {class: 'stages'},
                        html('caption', {class: 'unseen'}, caption),
                        html('thead', {}, html('tr', {}, html('th', {scope: 'col'}, 'stage'),
                             columns.map(c => html('th', {scope: 'col'}, c)))),
                        html('tbody', {}, body))));
}

function knobTable(index) {
  return stageTable(stagesFromKnobs(trials[index].architecture),
                    study.base ? stagesFromKnobs(study.base) : [],
                    `Knobs of trial ${nameOf(index)}`);
}

function countChanges(index) {
  if (!study.base) return null;
  return study.base.filter((choice, i) => choice !== trials[index].architecture[i]).length;
}

function roleOf(index) {
  const roles = [];
  if (index === study.best) roles.push('best reward');
  if (frontSet.has(index)) roles.push('on the Pareto front');
  return roles.join(', ');
}

function metricList(index) {
  return html('dl', {class: 'metrics'}, metricsOf(index).map(
      ([name, text]) => html('div', {}, html('dt', {}, name), html('dd', {}, text))));
}

/** The knobs that belong to no stage; none if there are no such. */
function networkKnobs(index) {
  const isNetwork = stage => stage.name === '';
  const stage = stagesFromKnobs(trials[index].architecture).find(isNetwork);
  const base = study.base && stagesFromKnobs(study.base).find(isNetwork);
  return stage ? settingList(stage, new Map(base?.settings)) : null;
}

/** What the model says of its stages; of what it does not, its knobs. */
function architectureTable(index, stages) {
  if (!stages.length) return knobs.length ? knobTable(index) : null;
  return html('div', {}, networkKnobs(index),
              stageTable(stages, study.baseStages, `Stages of trial ${nameOf(index)}`));
}

function drawChosen({trial, stages}) {
  const changes = countChanges(trial);
  const note = [roleOf(trial),
                changes !== null &&
                    `${changes} of ${plural(knobs.length, 'knob')} not as in the base`];
  return html('article', {class: 'architecture', 'data-trial': trial},
              html('h3', {}, `Trial ${nameOf(trial)} `,
                   html('small', {}, note.filter(Boolean).join(' · '))),
              html('div', {class: 'parts'}, metricList(trial), architectureTable(trial, stages)));
}

function drawArchitectures(section) {
  section.append(html('h2', {}, 'Chosen architectures'));
  if (!study.chosen.length) {
    section.append(note('No trial succeeded, so none is chosen.'));
    return;
  }
  if (study.base || study.baseStages.length)
    section.append(html('p', {class: 'finding'}, 'Settings that differ from the base are ',
                        html('span', {class: 'changed'}, html('b', {}, 'marked')),
                        ', with the value of the base beside them.'));
  section.append(...study.chosen.map(drawChosen));
}
