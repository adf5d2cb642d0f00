// A chart of trials: two axes, marks, and a way to each mark by pointer and by
// keyboard. What is particular to a chart is in its description:
//
//   id, name      of the figure, for the document and for screen readers
//   x, y          {title, quantity, values, log, zero, span}
//   points        [{trial, x, y, xRange, yRange, kind}], in the units of the axes
//   under, over   functions of the frame that draw below and above the marks
//   legend        [{kind, text}]
//   empty         what to say where there are no points
//
// The frame has the scales `x` and `y`, the `plot` in pixels, the placer of
// `labels`, and `layer`, to which elements are added.

const MARK_PATHS = {
  trial: 'M3.5,0A3.5,3.5 0 1 1 -3.5,0A3.5,3.5 0 1 1 3.5,0Z',
  front: 'M0,-6.5L6.5,0L0,6.5L-6.5,0Z',
  best: 'M0,-9L2.6,-2.9L9,-2.6L4,1.6L5.7,8L0,4.4L-5.7,8L-4,1.6L-9,-2.6L-2.6,-2.9Z',
  failed: 'M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5'
};

/** What the marks of these points mean. */
function markLegend(points) {
  const texts = {trial: 'trial', front: 'on the Pareto front', best: 'best reward'};
  return KINDS.filter(kind => points.some(p => p.kind === kind)).map(kind => ({kind, text: texts[kind]}));
}

function drawLegend(entries) {
  const swatch = kind => {
    if (MARK_PATHS[kind])
      return svg('path', {class: `swatch ${kind}`, d: MARK_PATHS[kind], transform: 'translate(14,9)'});
    if (kind === 'interval')
      return svg('path', {class: 'interval', d: 'M3,9H25M14,3V15'});
    if (kind === 'band') return svg('rect', {class: 'band', x: 2, y: 3, width: 24, height: 12});
    return svg('path', {class: kind, d: 'M2,9H26'});
  };
  const icon = kind => svg('svg', {width: 28, height: 18, 'aria-hidden': 'true'}, swatch(kind));
  return html('ul', {class: 'legend'}, entries.map(({kind, text}) => html('li', {}, icon(kind), text)));
}

/** The scales for a figure of this width, with room for the texts of the axes. */
function layOut(description, width) {
  const height = description.height ?? (width < 480 ? 300 : 360);
  const spans = ['x', 'y'].map(a => description[a].span ?? spanOf(description[a].values, description[a]));
  const rows = Math.max(3, Math.floor(height / 55));
  const vertical = makeScale(spans[1], height - 46, 28, description.y.log);
  const ticks = makeTicks(vertical, description.y.quantity, rows);
  const left = 14 + Math.max(...ticks.ticks.map(t => textWidth(t.text)), 12);
  const plot = {left, right: width - 14, top: 28, bottom: height - 46};
  const horizontal = makeScale(spans[0], plot.left, plot.right, description.x.log);
  return {width, height, plot, x: horizontal, y: vertical, yTicks: ticks};
}

/** Ticks along x, as many as have room for their texts. */
function horizontalTicks(scale, quantity, width) {
  for (let count = Math.max(2, Math.floor(width / 55)); ; --count) {
    const result = makeTicks(scale, quantity, count);
    let end = -Infinity;
    const isFree = result.ticks.every(({value, text}) => {
      const middle = scale.map(value), half = textWidth(text) / 2;
      const free = middle - half > end + 8;
      end = middle + half;
      return free;
    });
    if (isFree || count <= 2) return result;
  }
}

function titled(title, unit) {
  return unit ? `${title} (${unit})` : title;
}

function drawAxes(frame, description) {
  const {plot, x, y, yTicks, height} = frame;
  const xTicks = horizontalTicks(x, description.x.quantity, plot.right - plot.left);
  const group = svg('g', {class: 'axes', 'aria-hidden': 'true'});
  for (const {value, text} of yTicks.ticks) {
    const at = y.map(value);
    group.append(svg('path', {class: 'grid', d: `M${plot.left},${at}H${plot.right}`}),
                 svg('text', {class: 'tick', x: plot.left - 7, y: at + 4, 'text-anchor': 'end'}, text));
  }
  for (const {value, text} of xTicks.ticks) {
    const at = x.map(value);
    // A text at the end of the axis stays within the figure.
    const half = textWidth(text) / 2;
    const middle = Math.max(half, Math.min(at, frame.width - half - 1));
    group.append(svg('path', {class: 'grid', d: `M${at},${plot.top}V${plot.bottom}`}),
                 svg('text', {class: 'tick', x: middle, y: plot.bottom + 18, 'text-anchor': 'middle'}, text));
  }
  group.append(
      svg('path', {class: 'axis', d: `M${plot.left},${plot.top}V${plot.bottom}H${plot.right}`}),
      svg('text', {class: 'title', x: 0, y: 14}, titled(description.y.title, yTicks.unit)),
      svg('text', {class: 'title', x: plot.right, y: height - 8, 'text-anchor': 'end'},
          titled(description.x.title, xTicks.unit)));
  return group;
}

function within(scale, value) {
  const [least, most] = [Math.min(scale.from, scale.to), Math.max(scale.from, scale.to)];
  return Math.max(least, Math.min(most, scale.map(value)));
}

/** The lines of a mark's intervals, as a path. */
function pathOfIntervals({x, y, xRange, yRange}, frame) {
  let path = '';
  if (xRange && xRange[0] !== xRange[1])
    path += `M${within(frame.x, xRange[0])},${frame.y.map(y)}H${within(frame.x, xRange[1])}`;
  if (yRange && yRange[0] !== yRange[1])
    path += `M${frame.x.map(x)},${within(frame.y, yRange[0])}V${within(frame.y, yRange[1])}`;
  return path;
}

/** From the back to the front: failures, trials, the front, the best one. */
function inDrawingOrder(points) {
  return [...points].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

function drawMarks(points, frame, id) {
  return points.map(point => svg('path', {
    class: `mark ${point.kind}`, id: `${id}-${point.trial}`, 'data-trial': point.trial,
    d: MARK_PATHS[point.kind], transform: `translate(${frame.x.map(point.x)},${frame.y.map(point.y)})`,
    role: 'img', 'aria-label': `Trial ${trials[point.trial].number}`
  }));
}

/** The point whose mark is nearest to a pixel, if one is near. */
function findNearest(points, frame, x, y, reach = 28) {
  let nearest = null, least = reach * reach;
  for (const point of points) {
    const dx = frame.x.map(point.x) - x, dy = frame.y.map(point.y) - y;
    // What stands out is easier to hit.
    const distance = (dx * dx + dy * dy) * (point.kind === 'trial' ? 1 : 0.5);
    if (distance < least) [nearest, least] = [point, distance];
  }
  return nearest;
}

class Chart {
  constructor(container, description) {
    this.description = description;
    this.points = inDrawingOrder(description.points);
    this.svg = svg('svg', {
      id: `chart-${description.id}`, class: 'chart', tabindex: 0, role: 'application',
      'aria-label': `${description.name}: ${plural(this.points.length, 'mark')}. ` +
          'Arrow keys go from mark to mark, Enter keeps the card open, Escape closes it.'
    });
    this.figure = html('figure', {class: 'chart-figure'},
                       description.legend ? drawLegend(description.legend) : null, this.svg);
    container.append(this.figure);
    this.listen();
    selection.listeners.push(trial => this.highlight(trial));
    new ResizeObserver(() => this.draw()).observe(this.figure);
    this.draw();
  }

  draw() {
    const width = Math.floor(this.figure.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    const {description, points} = this;
    const frame = this.frame = layOut(description, width);
    frame.labels = new LabelPlacer(frame.plot);
    frame.points = points;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${frame.height}`);
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', frame.height);
    const {left, right, top, bottom} = frame.plot, clip = `${description.id}-clip`;
    const layer = (name, draw, isClipped) => {
      const group = frame.layer = svg('g', {class: name, 'clip-path': isClipped && `url(#${clip})`});
      draw?.(frame);
      return group;
    };
    for (const point of points) {
      const isSoft = point.kind === 'trial';
      frame.labels.block(frame.x.map(point.x), frame.y.map(point.y), isSoft ? 4 : 7, isSoft);
    }
    this.ring = svg('circle', {class: 'ring', r: 10, visibility: 'hidden'});
    const under = layer('under', description.under, true), over = layer('over', description.over);
    this.svg.replaceChildren(
        svg('clipPath', {id: clip}, svg('rect', {x: left, y: top, width: right - left, height: bottom - top})),
        drawAxes(frame, description), under,
        svg('path', {class: 'interval', d: points.map(p => pathOfIntervals(p, frame)).join('')}),
        svg('g', {class: 'marks'}, drawMarks(points, frame, description.id)), over, this.ring);
    this.highlight(selection.trial);
  }

  highlight(trial) {
    const point = trial === null ? null : this.points.find(p => p.trial === trial);
    this.ring.setAttribute('visibility', point ? 'visible' : 'hidden');
    if (!point) {
      this.svg.removeAttribute('aria-activedescendant');
      return;
    }
    this.ring.setAttribute('cx', this.frame.x.map(point.x));
    this.ring.setAttribute('cy', this.frame.y.map(point.y));
    this.svg.setAttribute('aria-activedescendant', `${this.description.id}-${trial}`);
  }

  /** Where a mark is in the window. */
  anchorOf(point) {
    const box = this.svg.getBoundingClientRect();
    return {x: box.left + this.frame.x.map(point.x), y: box.top + this.frame.y.map(point.y)};
  }

  pointAt(event) {
    const box = this.svg.getBoundingClientRect();
    return findNearest(this.points, this.frame, event.clientX - box.left, event.clientY - box.top);
  }

  listen() {
    this.svg.addEventListener('pointermove', event => {
      const point = this.pointAt(event);
      this.svg.classList.toggle('hit', !!point);
      if (point) selection.show(point.trial, this.anchorOf(point));
      else if (!selection.pinned) selection.show(null);
    });
    this.svg.addEventListener('pointerleave', () => selection.show(null));
    this.svg.addEventListener('click', event => {
      const point = this.pointAt(event);
      if (point) selection.pin(point.trial, this.anchorOf(point));
      else selection.clear();
    });
    this.svg.addEventListener('keydown', event => this.handleKey(event));
    this.svg.addEventListener('focus', () => {
      if (this.svg.matches(':focus-visible') && selection.trial === null) this.go(0);
    });
    this.svg.addEventListener('blur', () => selection.show(null));
  }

  /** Go `step` marks on: along x, or with `axis` "y" along y. */
  go(step, axis = 'x') {
    const order = [...this.points].sort((a, b) => a[axis] - b[axis] || a.trial - b.trial);
    if (!order.length) return;
    const current = order.findIndex(p => p.trial === selection.trial);
    const start = Math.max(0, order.findIndex(p => p.kind !== 'trial'));
    const next = current < 0 ? order[start]
                             : order[Math.max(0, Math.min(order.length - 1, current + step))];
    selection.pinned = false;
    selection.show(next.trial, this.anchorOf(next));
  }

  handleKey(event) {
    const moves = {
      ArrowRight: [1, 'x'], ArrowLeft: [-1, 'x'], ArrowUp: [1, 'y'], ArrowDown: [-1, 'y'],
      Home: [-Infinity, 'x'], End: [Infinity, 'x']
    };
    const point = this.points.find(p => p.trial === selection.trial);
    if (moves[event.key]) this.go(...moves[event.key]);
    else if ((event.key === 'Enter' || event.key === ' ') && point)
      selection.pin(point.trial, this.anchorOf(point));
    else return;
    event.preventDefault();
  }
}

/** A path through points in the units of the axes. */
function pathOf(points, frame) {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${frame.x.map(x)},${frame.y.map(y)}`).join('');
}

/** A chart, or the reason why there is none. */
function drawChart(container, description) {
  if (description.points.length || description.drawEmpty) new Chart(container, description);
  else container.append(note(description.empty, `chart-${description.id}`));
}
