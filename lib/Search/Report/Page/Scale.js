// From numbers to pixels, and which numbers an axis names.

// An axis whose values differ by more than this is logarithmic.
const LOG_FROM_RATIO = 20;

function isWide(values) {
  let least = Infinity, most = 0;
  for (const value of values) {
    if (value <= 0) return false;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most / least > LOG_FROM_RATIO;
}

/** What an axis spans: all values, and some room at both ends. */
function spanOf(values, {log = false, zero = false, quantity = PLAIN} = {}) {
  const used = values.filter(v => v !== null && (!log || v > 0));
  if (!used.length) return log ? [1, 10] : [0, 1];
  let low = used.reduce((a, b) => Math.min(a, b));
  let high = used.reduce((a, b) => Math.max(a, b));
  if (log) {
    const room = Math.max(Math.pow(high / low, 0.05), 1.15);
    return [Math.max(low / room, Number.MIN_VALUE),
            Math.min(high * room, Number.MAX_VALUE)];
  }
  if (zero && low >= 0) low = 0;
  let room = (high / 2 - low / 2) * 0.1;
  if (room === 0) room = quantity.step ?? (Math.abs(high) * 0.1 || 1);
  const bound = v => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, v));
  return [zero && low === 0 ? 0 : bound(low - room), bound(high + room)];
}

/** The values with the ends of their intervals, unless few of these are much wider than all else. */
function withIntervals(values, ranges) {
  const all = [...values, ...ranges.filter(Boolean).flat()];
  const widthOf = span => span[1] / 2 - span[0] / 2;
  return values.length < 2 || widthOf(spanOf(all)) < 1.5 * widthOf(spanOf(values)) ? all : values;
}

/** A scale over `span`, which is drawn from pixel `from` to pixel `to`. */
function makeScale(span, from, to, log) {
  // Halves, because the difference of huge numbers overflows.
  const place = log ? Math.log10 : value => value / 2;
  const [low, high] = span.map(place);
  const map = value => {
    if (log && value <= 0) return from;
    return from + (to - from) * (place(value) - low) / (high - low);
  };
  return {span, from, to, log, map};
}

function linearTicks([low, high], count, leastStep = 0) {
  const rough = (high / 2 - low / 2) / count * 2;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = Math.max(leastStep, [1, 2, 5, 10].map(m => m * power).find(s => s >= rough * 0.999));
  if (!(step > 0) || !isFinite(step)) return [low, high];
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function logTicks([low, high], count) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const within = value => value >= low * 0.999 && value <= high * 1.001;
  for (const steps of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
    const ticks = [];
    if (steps.length * (last - first) > 4 * count + 9) continue;
    for (let e = first; e <= last; ++e)
      ticks.push(...steps.map(s => Number(`${s}e${e}`)).filter(within));
    if (ticks.length >= 2 && ticks.length <= count) return ticks;
  }
  // Less than an octave is read like a linear axis.
  if (high / low < 10) return linearTicks([low, high], count);
  const stride = Math.ceil((last - first) / Math.max(1, count - 1));
  const ticks = [];
  for (let e = Math.ceil(first / stride) * stride; e <= last; e += stride)
    ticks.push(Number(`1e${e}`));
  return ticks.filter(within);
}

/** Texts with as many decimals as the one that needs most: 0.80, 0.85. */
function alignDecimals(texts) {
  if (texts.some(text => text.includes('×') || text.includes('10⁻'))) return texts;
  const decimalsOf = text => (text.split('.')[1] ?? '').length;
  const most = texts.reduce((most, text) => Math.max(most, decimalsOf(text)), 0);
  return texts.map(text => {
    const missing = most - decimalsOf(text);
    return missing && text !== '0' ? text + (text.includes('.') ? '' : '.') + '0'.repeat(missing) : text;
  });
}

/** [{value, text}] and the unit of all texts. */
function makeTicks(scale, quantity, count) {
  const {span, log} = scale;
  const values = log ? logTicks(span, count) : linearTicks(span, count, quantity.step);
  const size = log ? Math.sqrt(span[0]) * Math.sqrt(span[1])
                   : Math.max(Math.abs(span[0]), Math.abs(span[1]));
  const unit = chooseUnit(quantity, size);
  const plain = values.map(value => formatDigits(value / unit.factor, 6));
  const texts = log ? plain : alignDecimals(plain);
  return {unit: unit.symbol, ticks: values.map((value, i) => ({value, text: texts[i]}))};
}
