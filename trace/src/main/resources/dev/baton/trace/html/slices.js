'use strict';

// What a slice is; the numbers are those of SliceKind in Java.
const KINDS = [
  {name: 'runs', colour: '--run'},
  {name: 'in a call, holds its P', colour: '--call'},
  {name: 'in a call, without a P', colour: '--blocked'},
  {name: 'runs on without a P', colour: '--unplaced'},
  {name: 'the world is stopped', colour: '--world'},
];

// The slices of one line, sorted by start, none over another; and a tree upon them, eight to a
// node, so that what is drawn costs as much as there are pixels and not as there are slices.
class Lane {
  constructor(size) {
    this.size = size;
    this.start = new Float64Array(size);
    this.end = new Float64Array(size);
    this.kind = new Uint8Array(size);
    this.g = new Float64Array(size);
    this.beside = new Int32Array(size); // the M of a P's slice, the P of an M's; -1: none
    this.site = new Int32Array(size); // -1: none
    this.stack = new Int32Array(size); // -1: none
    this.count = new Uint32Array(size); // more than one where short ones were put together
    this.busy = new Float64Array(size);
    this.levels = [];
    this.found = null; // while something is looked for: how many of the slices before each are hits
  }

  // Of each node: the time that is covered, by kind, and its longest slice.
  build() {
    let below = {size: this.size};
    for (let shift = 3; below.size > 1; shift += 3) {
      const size = Math.ceil(below.size / 8);
      const level = {shift, size, busy: new Float64Array(size * KINDS.length), longest: new Uint32Array(size)};
      for (let node = 0; node < size; node++) this.sum(level, below, node);
      this.levels.push(level);
      below = level;
    }
  }

  sum(level, below, node) {
    const last = Math.min(below.size, 8 * node + 8);
    let longest = -1;
    for (let child = 8 * node; child < last; child++) {
      const slice = below.longest ? below.longest[child] : child;
      if (longest < 0 || this.lasts(slice) > this.lasts(longest)) longest = slice;
      if (below.busy) {
        for (let k = 0; k < KINDS.length; k++) {
          level.busy[node * KINDS.length + k] += below.busy[child * KINDS.length + k];
        }
      } else {
        level.busy[node * KINDS.length + this.kind[child]] += this.busy[child];
      }
    }
    level.longest[node] = longest;
  }

  lasts(slice) { return this.end[slice] - this.start[slice]; }

  find(isHit) {
    this.found = new Uint32Array(this.size + 1);
    for (let i = 0; i < this.size; i++) this.found[i + 1] = this.found[i] + (isHit(this, i) ? 1 : 0);
  }

  forget() { this.found = null; }

  // Whether one of first to last is a hit.
  hasFound(first, last) { return this.found !== null && this.found[last + 1] > this.found[first]; }

  // Shows what is between two times: paint(from, to, kind, share covered, slice or -1, hit).
  visit(from, to, tooShort, paint) {
    if (this.size > 0) this.visitNode(this.levels.length - 1, 0, from, to, tooShort, paint);
  }

  visitNode(depth, node, from, to, tooShort, paint) {
    if (depth < 0) {
      if (this.end[node] >= from && this.start[node] <= to) {
        const lasts = this.lasts(node);
        paint(this.start[node], this.end[node], this.kind[node],
            lasts > 0 ? this.busy[node] / lasts : 1, node, this.hasFound(node, node));
      }
      return;
    }
    const level = this.levels[depth];
    const first = node << level.shift;
    const last = Math.min(this.size, (node + 1) << level.shift) - 1;
    const start = this.start[first];
    const end = this.end[last];
    if (end < from || start > to) return;
    if (end - start < tooShort) {
      let kind = 0;
      let sum = 0;
      for (let k = 0; k < KINDS.length; k++) {
        const busy = level.busy[node * KINDS.length + k];
        sum += busy;
        if (busy > level.busy[node * KINDS.length + kind]) kind = k;
      }
      paint(start, end, kind, end > start ? sum / (end - start) : 1, -1, this.hasFound(first, last));
      return;
    }
    const children = depth > 0 ? this.levels[depth - 1].size : this.size;
    for (let child = 8 * node; child < Math.min(children, 8 * node + 8); child++) {
      this.visitNode(depth - 1, child, from, to, tooShort, paint);
    }
  }

  // The slice at a time, or the nearest within so much of it; -1 where there is none.
  at(time, within) {
    const after = this.firstAfter(time);
    let best = -1;
    let bestAway = within;
    for (const slice of [after - 1, after]) {
      if (slice < 0 || slice >= this.size) continue;
      const away = Math.max(0, this.start[slice] - time, time - this.end[slice]);
      if (away <= bestAway && (best < 0 || away < bestAway)) {
        best = slice;
        bestAway = away;
      }
    }
    return best;
  }

  // The first that starts after a time; as many as there are, where none does.
  firstAfter(time) {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.start[middle] <= time) low = middle + 1; else high = middle;
    }
    return low;
  }
}

// Reads the numbers of SliceEncoder in Java: seven bits a byte, the lowest first.
class Numbers {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  next() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }
}

function readLane(numbers) {
  const lane = new Lane(numbers.next());
  let time = 0;
  for (let i = 0; i < lane.size; i++) {
    time += numbers.next();
    lane.start[i] = time;
    time += numbers.next();
    lane.end[i] = time;
    const head = numbers.next();
    lane.kind[i] = head % 8;
    lane.count[i] = 1;
    lane.busy[i] = lane.lasts(i);
    if (head >= 8) {
      lane.count[i] = numbers.next();
      lane.busy[i] = numbers.next();
    }
    lane.g[i] = numbers.next();
    lane.beside[i] = numbers.next() - 1;
    lane.site[i] = numbers.next() - 1;
    lane.stack[i] = numbers.next() - 1;
  }
  lane.build();
  return lane;
}

async function inflate(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The tracks of the trace, each with its lanes: of a P or an M the Gs, and below them their calls.
async function readTracks(trace, base64) {
  const numbers = new Numbers(await inflate(base64));
  return trace.tracks.map(track => ({
    name: track.name,
    isM: track.name.startsWith('M'),
    title: track.title,
    lanes: [readLane(numbers), readLane(numbers)],
  }));
}
