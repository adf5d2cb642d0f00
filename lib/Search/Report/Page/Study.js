// The study that the page shows, and questions about its trials.

const study = JSON.parse(byId('study').textContent);
const {trials, knobs} = study;
const frontSet = new Set(study.front);
const chosenSet = new Set(study.chosen.map(c => c.trial));
const succeeded = trials.map((_, i) => i).filter(i => !trials[i].failure);
const failed = trials.map((_, i) => i).filter(i => trials[i].failure);
const hostNames = [...new Set(trials.map(t => t.host).filter(Boolean))];
const meritName = study.merit === 'reward' ? 'reward' : study.qualityName;

function nameOf(index) {
  return `#${trials[index].number}`;
}

/** The measured latency in seconds, or null. */
function latencyOf(trial) {
  return trial.latency && trial.latency[0];
}

/** [value, low, high] of what the front is drawn over, or null. */
function meritOf(trial) {
  if (study.merit === 'quality') return trial.quality;
  if (study.merit === null || trial.reward === null) return null;
  return [trial.reward, trial.reward, trial.reward];
}

/** How a mark is drawn, and that which stands out is drawn last. */
const KINDS = ['trial', 'front', 'best'];

function kindOf(index) {
  if (index === study.best) return 'best';
  return frontSet.has(index) ? 'front' : 'trial';
}

function choiceOf(trial, knob) {
  const choice = trial.architecture[knob];
  return knobs[knob].choices[choice] ?? (choice === undefined ? '–' : `choice ${choice}`);
}

/** The rows of an architecture, as its knobs say. */
function stagesFromKnobs(architecture) {
  const stages = new Map();
  knobs.forEach((knob, i) => {
    if (!stages.has(knob.stage)) stages.set(knob.stage, []);
    stages.get(knob.stage).push([knob.name, choiceOf({architecture}, i)]);
  });
  return [...stages].map(([name, settings]) => ({name, settings}));
}

/** What is known of a trial: [[name, text]]. */
function metricsOf(index) {
  const trial = trials[index];
  const rows = [
    ['Reward', trial.reward !== null && formatDigits(trial.reward, 4)],
    [capitalized(study.qualityName),
     trial.quality && formatMeasurement(trial.quality, PLAIN)],
    ['Latency', trial.latency && formatMeasurement(trial.latency, SECONDS)],
    ['Predicted', trial.predicted && formatMeasurement(trial.predicted, SECONDS)],
    ['Multiply-adds', trial.macs !== null && format(trial.macs, COUNT)],
    ['Parameters', trial.parameters !== null && format(trial.parameters, COUNT)],
    ['Peak memory', trial.memory !== null && format(trial.memory, BYTES)]
  ];
  return rows.filter(([, text]) => text);
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
