'use strict';

const TRACK = 34; // height of a track, its name and two lanes
const LANE = 14;
const NAMES = 92; // width of the names
const RULER = 22; // height of the times
const MIN_SPAN_NS = 50;

function duration(ns) {
  const units = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']];
  for (const [size, unit] of units) {
    if (ns >= size) return `${Number((ns / size).toPrecision(4))} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

// A time on the ruler, with as many digits as the ticks need.
function moment(ns, step) {
  const units = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];
  const [size, unit] = units.find(([size]) => step >= size / 1000 && ns >= size) ?? units[3];
  const digits = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / size) - 1e-9)));
  return `${(ns / size).toFixed(digits)} ${unit}`;
}

// Draws the tracks, and knows what is where. Says what was chosen or moved by its listener.
class Timeline {
  constructor(canvas, overview, trace, tracks, listener) {
    this.canvas = canvas;
    this.overview = overview;
    this.trace = trace;
    this.tracks = tracks;
    this.listener = listener;
    this.length = Math.max(1, trace.durationNs);
    this.from = 0;
    this.to = this.length;
    this.top = 0;
    this.chosen = null; // {track, lane, slice}
    this.pending = false;
    this.colours = {};
    this.readColours();
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ['--ground', '--panel', '--ink', '--faint', '--line', '--choice', '--hit',
      '--many', '--threads', '--runnable', ...KINDS.map(kind => kind.colour)]) {
      this.colours[name] = style.getPropertyValue(name).trim();
    }
  }

  // Draws once for all that asked before the next frame.
  redraw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.draw();
    });
  }

  width() { return this.canvas.clientWidth - NAMES; }

  x(time) { return NAMES + (time - this.from) / (this.to - this.from) * this.width(); }

  time(x) { return this.from + (x - NAMES) / this.width() * (this.to - this.from); }

  y(track) { return RULER + track * TRACK - this.top; }

  show(from, to) {
    const span = Math.min(this.length, Math.max(MIN_SPAN_NS, to - from));
    const start = Math.min(Math.max(0, (from + to - span) / 2), this.length - span);
    this.from = start;
    this.to = start + span;
    this.listener.moved(this);
    this.redraw();
  }

  zoom(factor, around = (this.from + this.to) / 2) {
    const span = Math.min(this.length, Math.max(MIN_SPAN_NS, (this.to - this.from) * factor));
    const left = (around - this.from) / (this.to - this.from);
    this.show(around - left * span, around + (1 - left) * span);
  }

  pan(share) {
    const by = share * (this.to - this.from);
    const inside = Math.min(Math.max(by, -this.from), this.length - this.to);
    this.show(this.from + inside, this.to + inside);
  }

  scroll(pixels) {
    const most = Math.max(0, this.tracks.length * TRACK + RULER - this.canvas.clientHeight);
    this.top = Math.min(most, Math.max(0, this.top + pixels));
    this.redraw();
  }

  // What is at a place of the canvas, or null.
  at(x, y) {
    if (x < NAMES || y < RULER) return null;
    const track = Math.floor((y - RULER + this.top) / TRACK);
    if (track < 0 || track >= this.tracks.length) return null;
    const inTrack = y - this.y(track) - 3;
    const lane = inTrack < LANE ? 0 : 1;
    const within = 3 * (this.to - this.from) / this.width();
    const slice = this.tracks[track].lanes[lane].at(this.time(x), within);
    return slice < 0 ? null : {track, lane, slice};
  }

  choose(place) {
    this.chosen = place;
    this.listener.chose(place);
    this.redraw();
  }

  // Moves so that a slice is seen, and is wide enough to be.
  reveal(place, close = false) {
    const lane = this.tracks[place.track].lanes[place.lane];
    const start = lane.start[place.slice];
    const end = lane.end[place.slice];
    const lasts = Math.max(end - start, 1);
    const seen = start >= this.from && end <= this.to && lasts / (this.to - this.from) > 0.01;
    if (close || !seen) this.show(start - lasts, end + lasts);
    const above = this.y(place.track) - RULER;
    const below = this.y(place.track) + TRACK - this.canvas.clientHeight;
    if (above < 0) this.scroll(above); else if (below > 0) this.scroll(below);
  }

  step(by) {
    if (this.chosen === null) return;
    const lane = this.tracks[this.chosen.track].lanes[this.chosen.lane];
    const slice = this.chosen.slice + by;
    if (slice < 0 || slice >= lane.size) return;
    const place = {...this.chosen, slice};
    this.reveal(place);
    this.choose(place);
  }

  prepare(canvas) {
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = this.colours['--ground'];
    context.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    return context;
  }

  draw() {
    const context = this.prepare(this.canvas);
    const height = this.canvas.clientHeight;
    const first = Math.max(0, Math.floor(this.top / TRACK));
    const last = Math.min(this.tracks.length - 1, Math.ceil((this.top + height) / TRACK));
    for (let track = first; track <= last; track++) this.drawTrack(context, track);
    this.drawNames(context, first, last);
    this.drawRuler(context);
    this.drawOverview();
  }

  drawTrack(context, track) {
    const y = this.y(track);
    context.fillStyle = this.colours['--line'];
    context.fillRect(0, y + TRACK - 1, this.canvas.clientWidth, 1);
    const pixel = (this.to - this.from) / this.width();
    this.tracks[track].lanes.forEach((lane, number) => {
      const top = y + 3 + number * LANE;
      lane.visit(this.from, this.to, pixel, (from, to, kind, covered, slice, hit) => {
        const left = Math.max(NAMES, this.x(from));
        const right = Math.min(this.canvas.clientWidth, this.x(to));
        const width = Math.max(1, right - left - (right - left > 3 ? 1 : 0));
        context.globalAlpha = 0.25 + 0.75 * Math.min(1, covered);
        context.fillStyle = this.colours[KINDS[kind].colour];
        context.fillRect(left, top, width, LANE - 2);
        context.globalAlpha = 1;
        if (hit) {
          context.fillStyle = this.colours['--hit'];
          context.fillRect(left, top + LANE - 4, width, 3);
        }
        if (slice >= 0) this.drawLabel(context, lane, slice, left, width, top);
      });
      this.drawChoice(context, track, number, top);
    });
  }

  drawLabel(context, lane, slice, left, width, top) {
    if (width < 24) return;
    context.save();
    context.beginPath();
    context.rect(left, top, width, LANE);
    context.clip();
    context.fillStyle = this.colours['--ground'];
    context.fillText(this.listener.label(lane, slice), left + 3, top + LANE / 2 - 0.5);
    context.restore();
  }

  drawChoice(context, track, number, top) {
    const chosen = this.chosen;
    if (chosen === null || chosen.track !== track || chosen.lane !== number) return;
    const lane = this.tracks[track].lanes[number];
    const left = Math.max(NAMES, this.x(lane.start[chosen.slice]));
    const right = Math.min(this.canvas.clientWidth, this.x(lane.end[chosen.slice]));
    if (right < left) return;
    context.strokeStyle = this.colours['--choice'];
    context.lineWidth = 2;
    context.strokeRect(left - 1, top - 1, Math.max(3, right - left + 1), LANE);
  }

  drawNames(context, first, last) {
    context.fillStyle = this.colours['--panel'];
    context.fillRect(0, RULER, NAMES, this.canvas.clientHeight);
    for (let track = first; track <= last; track++) {
      context.fillStyle = this.colours['--ink'];
      context.fillText(this.tracks[track].name, 8, this.y(track) + 10, NAMES - 12);
      context.fillStyle = this.colours['--faint'];
      context.fillText(this.tracks[track].title, 8, this.y(track) + 23, NAMES - 12);
    }
  }

  drawRuler(context) {
    context.fillStyle = this.colours['--panel'];
    context.fillRect(0, 0, this.canvas.clientWidth, RULER);
    const about = (this.to - this.from) / Math.max(1, this.width() / 110);
    const power = 10 ** Math.floor(Math.log10(about));
    const step = Math.max(1, power * [1, 2, 5, 10].find(each => each * power >= about));
    for (let time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
      const x = this.x(time);
      context.fillStyle = this.colours['--line'];
      context.fillRect(x, RULER - 6, 1, 6);
      context.fillStyle = this.colours['--faint'];
      context.fillText(moment(time, step), x + 3, RULER / 2);
    }
  }

  // Threads and runnable Gs over the whole time, and what part of it is shown.
  drawOverview() {
    const context = this.prepare(this.overview);
    const width = this.overview.clientWidth - NAMES;
    const height = this.overview.clientHeight;
    this.drawCounter(context, this.trace.threads, '--threads', 0, width, height / 2);
    this.drawCounter(context, this.trace.runnable, '--runnable', height / 2, width, height / 2);
    context.fillStyle = this.colours['--ink'];
    const most = values => values.reduce((a, b) => Math.max(a, b), 0);
    context.fillText('threads', 8, 10);
    context.fillText('runnable Gs', 8, height / 2 + 10);
    context.fillStyle = this.colours['--faint'];
    context.fillText(`up to ${most(this.trace.threads)}`, 8, 23);
    context.fillText(`up to ${most(this.trace.runnable)}`, 8, height / 2 + 23);
    const left = NAMES + this.from / this.length * width;
    const right = NAMES + this.to / this.length * width;
    context.strokeStyle = this.colours['--choice'];
    context.lineWidth = 1.5;
    context.strokeRect(left, 1, Math.max(2, right - left), height - 2);
  }

  drawCounter(context, values, colour, top, width, height) {
    const most = values.reduce((a, b) => Math.max(a, b), 1);
    context.fillStyle = this.colours[colour];
    values.forEach((value, i) => {
      const high = value / most * (height - 3);
      const left = NAMES + i * width / values.length;
      context.fillRect(left, top + height - 1 - high, width / values.length + 0.5, high);
    });
  }
}
