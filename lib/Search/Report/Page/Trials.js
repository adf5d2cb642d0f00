// All trials as a table that can be sorted and filtered.

const ROWS_AT_FIRST = 100;

/** A column: {title, valueOf: what it is sorted by, textOf}. */
function tableColumns() {
  const measured = (title, key, quantity) => ({
    title, valueOf: t => t[key] && t[key][0], textOf: t => formatMeasurement(t[key], quantity)});
  const counted = (title, key, quantity) => ({
    title, valueOf: t => t[key], textOf: t => format(t[key], quantity, 3, formatAligned)});
  const columns = [
    {title: 'Reward', valueOf: t => t.reward, textOf: t => t.reward === null ? '–' : formatAligned(t.reward, 4)},
    measured(capitalized(study.qualityName), 'quality', PLAIN),
    measured('Latency', 'latency', SECONDS),
    measured('Predicted', 'predicted', SECONDS),
    counted('Multiply-adds', 'macs', COUNT),
    counted('Parameters', 'parameters', COUNT),
    counted('Peak memory', 'memory', BYTES),
    counted('Compilation', 'compile', SECONDS),
    {title: 'Host', valueOf: t => hostNames.length > 1 ? t.host : null, textOf: t => t.host}
  ];
  const used = columns.filter(c => trials.some(t => c.valueOf(t) !== null));
  used.unshift({title: 'Trial', valueOf: t => t.number});
  return used;
}

/** ["stage2.kernel=5", ...] */
function settingsOf(trial) {
  return knobs.map((k, i) => `${k.stage ? k.stage + '.' : ''}${k.name}=${choiceOf(trial, i)}`);
}

/** What a filter looks in: the settings, the failure, the host. */
function searchText(trial) {
  return [`#${trial.number}`, trial.failure, trial.host, ...settingsOf(trial)].join('\n').toLowerCase();
}

class TrialTable {
  constructor(section) {
    this.columns = tableColumns();
    this.texts = trials.map(searchText);
    this.sort = {column: 0, descending: false};
    this.limit = ROWS_AT_FIRST;
    this.headers = this.columns.map((column, i) => html('th', {scope: 'col'},
        html('button', {onclick: () => this.sortBy(i)}, column.title)));
    this.body = html('tbody', {});
    this.count = html('span', {class: 'count', 'aria-live': 'polite'});
    this.filter = html('input', {
      type: 'search', placeholder: knobs.length ? settingsOf(trials[0]).at(-1) : 'words',
      'aria-describedby': 'filter-help', oninput: () => this.fill()
    });
    this.frontOnly = html('input', {type: 'checkbox', onchange: () => this.fill()});
    this.failedOnly = html('input', {type: 'checkbox', onchange: () => this.fill()});
    this.more = html('button', {class: 'more', onclick: () => { this.limit = Infinity; this.fill(); }});
    section.append(
        html('div', {class: 'controls'},
             html('label', {}, 'Filter ', this.filter),
             html('label', {}, this.frontOnly, ' Pareto front only'),
             failed.length ? html('label', {}, this.failedOnly, ' Failed only') : null, this.count),
        html('p', {id: 'filter-help', class: 'unseen'}, 'Words that the knobs, the failure or the host must have.'),
        html('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of trials'},
             html('table', {class: 'trials'}, html('caption', {class: 'unseen'}, 'All trials'),
                  html('thead', {}, html('tr', {}, this.headers)), this.body)),
        this.more);
    selection.listeners.push(trial => this.highlight(trial));
    this.fill();
  }

  sortBy(column) {
    const descending = this.sort.column === column && !this.sort.descending;
    this.sort = {column, descending};
    this.fill();
  }

  /** What passes the filters, in order. Missing values are last either way. */
  select() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const {valueOf} = this.columns[this.sort.column];
    const direction = this.sort.descending ? -1 : 1;
    const rows = trials.map((_, i) => i).filter(
        i => (!this.frontOnly.checked || frontSet.has(i)) &&
             (!this.failedOnly.checked || trials[i].failure) &&
             words.every(w => this.texts[i].includes(w)));
    return rows.sort((a, b) => {
      const [x, y] = [valueOf(trials[a]), valueOf(trials[b])];
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      return (x < y ? -1 : x > y ? 1 : 0) * direction || a - b;
    });
  }

  drawRow(index) {
    const pin = event => selection.pin(index, this.anchorOf(event.currentTarget));
    const name = html('th', {scope: 'row'},
        html('button', {class: `link ${kindOf(index)}`, title: roleOf(index) || null, onclick: pin}, nameOf(index)));
    const {failure} = trials[index], others = this.columns.slice(1);
    const reason = html('td', {class: 'failure', colspan: others.length, title: failure}, failure.split('\n')[0]);
    const cells = failure ? reason : others.map(c => html('td', {}, c.textOf(trials[index])));
    return html('tr', {'data-trial': index}, name, cells);
  }

  anchorOf(element) {
    const {right, top, height} = element.getBoundingClientRect();
    return {x: right, y: top + height / 2};
  }

  fill() {
    const rows = this.select(), shown = rows.slice(0, this.limit);
    this.body.replaceChildren(...shown.map(i => this.drawRow(i)));
    this.headers.forEach((header, i) => header.setAttribute('aria-sort',
        i !== this.sort.column ? 'none' : this.sort.descending ? 'descending' : 'ascending'));
    this.count.textContent = rows.length === trials.length ? plural(trials.length, 'trial')
                                                           : `${rows.length} of ${plural(trials.length, 'trial')}`;
    this.more.hidden = shown.length === rows.length;
    this.more.textContent = `Show all ${rows.length}`;
  }

  highlight(trial) {
    this.body.querySelector('.active')?.classList.remove('active');
    if (trial !== null) this.body.querySelector(`[data-trial="${trial}"]`)?.classList.add('active');
  }
}

function drawTrials(section) {
  section.append(html('h2', {}, 'All trials'));
  if (trials.length) new TrialTable(section);
  else section.append(note('The study has no trials yet.'));
}
