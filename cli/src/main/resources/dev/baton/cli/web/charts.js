'use strict';
// The charts: five small ones over the same time, each of one number of each look.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 72;
const LEAST_SPAN_S = 60;
const MOST_SPAN_S = 600;
// Longer without a look, and the line is broken: nobody knows what was.
const GAP_S = 5;

const CHARTS = [
  {id: 'busy', name: 'Ps busy', of: p => p.busyPs, limit: p => p.maxProcs},
  {id: 'kernel', name: 'Ms in the kernel', of: p => p.inKernel},
  {id: 'runnable', name: 'Gs that wait to be run', of: p => p.runnable},
  {id: 'handoffs', name: 'Hand-offs a second', of: p => p.handOffsPerS},
  {id: 'threads', name: 'Threads', of: p => p.threads},
];

/** The least of 2, 5, 10, 20, 50 … that is no less. */
function roundUp(n) {
  let top = 2;
  for (let i = 0; top < n; i++) {
    top *= i % 3 === 0 ? 2.5 : 2;
  }
  return top;
}

function text(n) {
  return n.toLocaleString('en', {maximumFractionDigits: n < 10 ? 1 : 0});
}

function ago(seconds) {
  return seconds < 120 ? Math.round(seconds) + ' s ago' : Math.round(seconds / 60) + ' min ago';
}

function element(parent, name, className) {
  const e = document.createElement(name);
  e.className = className || '';
  parent.append(e);
  return e;
}

class Chart {
  constructor(parent, kind) {
    this.kind = kind;
    this.figure = element(parent, 'figure', kind.id);
    const caption = element(this.figure, 'figcaption');
    element(caption, 'span', 'name').textContent = kind.name;
    this.value = element(caption, 'output');
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.svg.setAttribute('role', 'img');
    this.figure.append(this.svg);
    this.path('grid').setAttribute('d', `M0 0H${WIDTH}M0 ${HEIGHT}H${WIDTH}`);
    this.area = this.path('area');
    this.curve = this.path('curve');
    this.cross = this.path('cross');
    const axis = element(this.figure, 'div', 'axis');
    this.from = element(axis, 'span');
    this.top = element(axis, 'span');
    this.to = element(axis, 'span');
  }

  path(className) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', className);
    this.svg.append(path);
    return path;
  }

  /** Draws points from the oldest to the newest; `at` is the one that the mouse is over, or null. */
  draw(points, span, at) {
    const last = points[points.length - 1];
    const x = p => WIDTH * (1 - (last.atMs - p.atMs) / 1000 / span);
    const most = points.reduce((max, p) => Math.max(max, this.kind.of(p)), 0);
    const top = this.kind.limit ? Math.max(this.kind.limit(last), most) : roundUp(most);
    const y = p => HEIGHT * (1 - this.kind.of(p) / top);
    let curve = '';
    let area = '';
    let start = null;
    let before = null;
    for (const p of points) {
      const isBroken = before === null || p.atMs - before.atMs > GAP_S * 1000;
      if (isBroken && before !== null) {
        area += `L${x(before)} ${HEIGHT}Z`;
      }
      if (isBroken) {
        start = p;
        area += `M${x(start)} ${HEIGHT}L${x(p)} ${y(p)}`;
        curve += `M${x(p)} ${y(p)}`;
      } else {
        area += `L${x(p)} ${y(p)}`;
        curve += `L${x(p)} ${y(p)}`;
      }
      before = p;
    }
    this.area.setAttribute('d', area + `L${x(before)} ${HEIGHT}Z`);
    this.curve.setAttribute('d', curve);
    const shown = at || last;
    this.cross.setAttribute('d', at ? `M${x(at)} 0V${HEIGHT}` : '');
    const limit = this.kind.limit ? ' of ' + text(this.kind.limit(shown)) : '';
    this.value.textContent = text(this.kind.of(shown)) + limit;
    this.svg.setAttribute('aria-label', `${this.kind.name}: ${this.value.textContent}, at most ${text(most)}`);
    this.from.textContent = ago(span);
    this.top.textContent = at ? ago((last.atMs - at.atMs) / 1000) : 'up to ' + text(top);
    this.to.textContent = 'now';
  }
}

/** All of them. The mouse over one shows that moment in each. */
class Charts {
  constructor(parent) {
    this.points = [];
    this.at = null;
    this.charts = CHARTS.map(kind => new Chart(parent, kind));
    for (const chart of this.charts) {
      chart.svg.addEventListener('pointermove', e => this.pointAt(e, chart.svg));
      chart.svg.addEventListener('pointerleave', () => this.pointAt(null, null));
    }
  }

  span() {
    const p = this.points;
    const all = (p[p.length - 1].atMs - p[0].atMs) / 1000;
    return Math.min(Math.max(all, LEAST_SPAN_S), MOST_SPAN_S);
  }

  pointAt(event, svg) {
    this.at = null;
    if (event && this.points.length > 0) {
      const box = svg.getBoundingClientRect();
      const back = (1 - (event.clientX - box.left) / box.width) * this.span() * 1000;
      const when = this.points[this.points.length - 1].atMs - back;
      this.at = this.points.reduce((a, b) => Math.abs(b.atMs - when) < Math.abs(a.atMs - when) ? b : a);
    }
    this.draw();
  }

  show(points) {
    this.points = points;
    if (!points.includes(this.at)) {
      this.at = null;
    }
    this.draw();
  }

  draw() {
    if (this.points.length > 0) {
      const span = this.span();
      this.charts.forEach(chart => chart.draw(this.points, span, this.at));
    }
  }
}
