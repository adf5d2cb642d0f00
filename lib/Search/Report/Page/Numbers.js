// Numbers as people read them: three digits and a unit.

const PREFIXES = [
  [1e-9, 'n'], [1e-6, 'µ'], [1e-3, 'm'], [1, ''], [1e3, 'k'], [1e6, 'M'],
  [1e9, 'G'], [1e12, 'T'], [1e15, 'P'], [1e18, 'E']
];

// What a number counts, and between which factors its prefixes are.
const SECONDS = {unit: 's', least: 1e-9, most: 1};
const COUNT = {unit: '', least: 1, most: 1e18};
const BYTES = {unit: 'B', least: 1, most: 1e18};
const BYTES_A_SECOND = {unit: 'B/s', least: 1, most: 1e18};
const FLOPS = {unit: 'FLOP/s', least: 1, most: 1e18};
const INTENSITY = {unit: 'FLOP/byte', least: 1, most: 1};
const PLAIN = {unit: '', least: 1, most: 1};
const WHOLE = {...PLAIN, step: 1};

/** The prefix with which a number of this size has few digits. */
function chooseUnit(quantity, size) {
  let chosen = null;
  for (const [factor, prefix] of PREFIXES) {
    if (factor < quantity.least || factor > quantity.most) continue;
    // Rounded to three digits, 999.6 is a thousand.
    if (chosen && Math.abs(size) < factor * 0.9995) break;
    chosen = {factor, symbol: prefix + quantity.unit};
  }
  return chosen;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function powerOfTen(exponent) {
  const digits = String(Math.abs(exponent)).split('').map(d => SUPERSCRIPTS[d]);
  return '10' + (exponent < 0 ? '⁻' : '') + digits.join('');
}

function withMinus(text) {
  return text.replace('-', '−');
}

/** With at most `digits` digits that count, without zeros at the end. */
function formatDigits(value, digits = 3) {
  if (value === 0) return '0';
  const [mantissa, exponentText] = value.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= 6 || exponent < -4) {
    const short = String(Number(mantissa));
    const power = powerOfTen(exponent);
    return withMinus(short === '1' ? power : `${short} × ${power}`);
  }
  return withMinus(String(Number(value.toPrecision(Math.max(digits, exponent + 1)))));
}

/** Keeps zeros at the end, so that numbers one below the other are alike. */
function formatAligned(value, digits = 3) {
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return formatDigits(value, digits);
  const before = Math.floor(Math.log10(size)) + 1;
  return withMinus(value.toFixed(Math.max(0, digits - before)));
}

/** "4.82 ms" */
function format(value, quantity, digits = 3, write = formatDigits) {
  if (value === null) return '–';
  const {factor, symbol} = chooseUnit(quantity, value);
  const number = write(value / factor, digits);
  return symbol ? `${number}\u00a0${symbol}` : number;
}

/** "4.82 ms (4.79 to 4.86)"; the interval only where there is one. */
function formatMeasurement(measurement, quantity) {
  if (!measurement) return '–';
  const [value, low, high] = measurement;
  const {factor, symbol} = chooseUnit(quantity, value);
  const [v, l, h] = [value, low, high].map(n => formatAligned(n / factor, 4));
  if (low === high) return symbol ? `${v}\u00a0${symbol}` : v;
  return `${v}${symbol && '\u00a0' + symbol} (${l} to ${h})`;
}

function formatPercent(share) {
  return `${formatDigits(share * 100, share < 0.1 ? 2 : 3)}\u00a0%`;
}

/** "1 trial", "2 trials" */
function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
