// Elements of the page. Text is only ever set as text, so names may hold
// anything.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null));
  return element;
}

/** An HTML element; attributes that begin with "on" are listeners. */
function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Says what is not there. */
function note(text, id = null) {
  return html('p', {class: 'note', id}, text);
}

function byId(id) {
  return document.getElementById(id);
}

/** The width in pixels that text takes in the font of charts. */
const textWidth = (() => {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return text => context.measureText(text).width;
})();
