// Text in charts that never lies on other text.

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Where labels are, within `plot`. */
class LabelPlacer {
  constructor(plot) {
    this.plot = plot;
    this.taken = [];
    // What labels are beside where there is room, and on where there is none.
    this.crowd = [];
  }

  block(x, y, radius, isSoft = false) {
    const box = {left: x - radius, right: x + radius, top: y - radius, bottom: y + radius};
    (isSoft ? this.crowd : this.taken).push(box);
  }

  fits(box, obstacles) {
    const {left, right, top, bottom} = this.plot;
    return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom &&
           !obstacles.some(other => overlaps(box, other));
  }

  /**
   * The text element at the first of `places` [{x, y, anchor, angle}] that is
   * free, or null. The angle is in degrees, clockwise.
   */
  place(text, places, attributes = {}) {
    const isFree = obstacles => place => boxesOf(text, place).every(box => this.fits(box, obstacles));
    const place = places.find(isFree([...this.taken, ...this.crowd])) ?? places.find(isFree(this.taken));
    if (!place) return null;
    this.taken.push(...boxesOf(text, place));
    const {x, y, anchor = 'start', angle = 0} = place;
    return svg('text', {
      x, y, 'text-anchor': anchor, transform: angle ? `rotate(${angle} ${x} ${y})` : null,
      ...attributes, class: `label ${attributes.class ?? ''}`
    }, text);
  }
}

/** Boxes that together cover text at a place; turned text is many small ones. */
function boxesOf(text, {x, y, anchor = 'start', angle = 0}) {
  const width = textWidth(text), above = 11, below = 4;
  const start = anchor === 'start' ? 0 : anchor === 'end' ? -width : -width / 2;
  if (!angle)
    return [{left: x + start - 2, right: x + start + width + 2, top: y - above, bottom: y + below}];
  const radians = angle * Math.PI / 180;
  const boxes = [];
  for (let along = start; along < start + width + 6; along += 6) {
    const cx = x + along * Math.cos(radians) + 4 * Math.sin(radians);
    const cy = y + along * Math.sin(radians) - 4 * Math.cos(radians);
    boxes.push({left: cx - 7, right: cx + 7, top: cy - 7, bottom: cy + 7});
  }
  return boxes;
}

/** Places around a mark in this order of directions. */
function placesAround(x, y, distance = 9, order = ['e', 'w', 'n', 's', 'ne', 'nw', 'se', 'sw']) {
  const near = distance * 0.7;
  const places = {
    e: {x: x + distance, y: y + 4},
    w: {x: x - distance, y: y + 4, anchor: 'end'},
    n: {x, y: y - distance, anchor: 'middle'},
    s: {x, y: y + distance + 9, anchor: 'middle'},
    ne: {x: x + near, y: y - near},
    nw: {x: x - near, y: y - near, anchor: 'end'},
    se: {x: x + near, y: y + near + 9},
    sw: {x: x - near, y: y + near + 9, anchor: 'end'}
  };
  return order.map(direction => places[direction]);
}
