'use strict';

// An element with text in it; what a trace says is only ever text.
function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text !== null) made.textContent = text;
  made.append(...children);
  return made;
}

class Page {
  constructor(trace, tracks) {
    this.trace = trace;
    this.tracks = tracks;
    this.findings = [];
    this.finding = -1;
    this.timeline = new Timeline(
        document.getElementById('lanes'), document.getElementById('overview'), trace, tracks, this);
    this.legend();
    this.fillSites();
    this.fillWaits();
    this.listenToMouse();
    this.listenToKeys();
    this.listenToSearch();
    new ResizeObserver(() => this.timeline.scroll(0)).observe(this.timeline.canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.timeline.readColours();
      this.legend();
      this.timeline.redraw();
    });
    this.moved(this.timeline);
    this.timeline.redraw();
  }

  nameOf(g) {
    const name = this.trace.names[g];
    return name === undefined ? `G${g}` : `G${g} ${name}`;
  }

  label(lane, slice) {
    if (lane.count[slice] > 1) return `${lane.count[slice]} short ones`;
    if (lane.site[slice] >= 0) return this.trace.sites[lane.site[slice]];
    return lane.g[slice] === 0 ? KINDS[lane.kind[slice]].name : this.nameOf(lane.g[slice]);
  }

  moved(timeline) {
    const shown = timeline.to - timeline.from;
    document.getElementById('range').textContent =
        `${duration(timeline.from)} to ${duration(timeline.to)}: ${duration(shown)} of ${duration(timeline.length)}`;
  }

  chose(place) {
    const details = document.getElementById('details');
    if (place === null) {
      details.replaceChildren(element('h2', 'Chosen'), element('p', 'Click a slice.'));
      return;
    }
    const track = this.tracks[place.track];
    const lane = track.lanes[place.lane];
    const slice = place.slice;
    const list = document.createElement('dl');
    const row = (name, text) => list.append(element('dt', name), element('dd', text));
    row('what', KINDS[lane.kind[slice]].name);
    if (lane.count[slice] > 1) {
      row('how many', `${lane.count[slice]}, ${duration(lane.busy[slice])} in all, the longest shown as one`);
    }
    if (lane.g[slice] !== 0) row('who', this.nameOf(lane.g[slice]));
    if (lane.site[slice] >= 0) row('call site', this.trace.sites[lane.site[slice]]);
    row('duration', duration(lane.lasts(slice)));
    row('from', duration(lane.start[slice]));
    row('to', duration(lane.end[slice]));
    const beside = lane.beside[slice] < 0 ? 'none' : (track.isM ? 'P' : 'M') + lane.beside[slice];
    row('on', track.name);
    if (lane.g[slice] !== 0) row(track.isM ? 'P' : 'M', beside);
    details.replaceChildren(element('h2', 'Chosen'), list);
    if (lane.stack[slice] >= 0) {
      details.append(element('ol', null,
          ...this.trace.stacks[lane.stack[slice]].map(frame => element('li', frame))));
    }
  }

  legend() {
    const items = KINDS.flatMap(kind => {
      const box = document.createElement('i');
      box.style.background = `var(${kind.colour})`;
      return [box, kind.name];
    });
    document.getElementById('legend').replaceChildren(...items);
  }

  fillSites() {
    const body = document.querySelector('#sites tbody');
    for (const site of this.trace.topSites) {
      const name = element('button', site.name);
      name.type = 'button';
      name.title = 'Show its longest call';
      name.addEventListener('click', () => this.search(site.name, site.longestNs));
      body.append(element('tr', null, element('td', null, name), element('td', String(site.calls)),
          element('td', duration(site.totalNs)), element('td', duration(site.longestNs)),
          element('td', String(site.threads))));
    }
  }

  fillWaits() {
    const body = document.querySelector('#waits tbody');
    for (const wait of this.trace.waits) {
      const who = element('button', this.nameOf(wait.g));
      who.type = 'button';
      who.title = 'Show when';
      who.addEventListener('click', () => {
        const lasts = wait.toNs - wait.fromNs;
        this.timeline.show(wait.fromNs - lasts / 4, wait.toNs + lasts / 4);
        this.timeline.canvas.focus();
      });
      body.append(element('tr', null, element('td', null, who),
          element('td', duration(wait.toNs - wait.fromNs)), element('td', wait.holders.join('; '))));
    }
  }

  // Marks all slices of a site, a G or a track by that name, and chooses the longest or the first.
  search(text, longest = false) {
    document.getElementById('query').value = text;
    const words = text.trim().toLowerCase();
    const sites = this.trace.sites.map(site => site.toLowerCase().includes(words));
    const names = new Set(Object.keys(this.trace.names)
        .filter(g => this.trace.names[g].toLowerCase().includes(words)).map(Number));
    const g = /^g?(\d+)$/.exec(words);
    this.findings = [];
    this.tracks.forEach((track, t) => {
      const isIt = track.name.toLowerCase() === words;
      track.lanes.forEach((lane, l) => {
        if (words === '') {
          lane.forget();
          return;
        }
        lane.find((lane, slice) => isIt || (lane.site[slice] >= 0 && sites[lane.site[slice]]) ||
            names.has(lane.g[slice]) || (g !== null && lane.g[slice] === Number(g[1])));
        this.collect(lane, t, l);
      });
    });
    this.findings.sort((a, b) => this.startOf(a) - this.startOf(b));
    this.finding = -1;
    this.goTo(longest ? this.longest() : 0, longest);
    this.timeline.redraw();
  }

  collect(lane, track, number) {
    for (let slice = 0; slice < lane.size; slice++) {
      if (lane.hasFound(slice, slice)) this.findings.push({track, lane: number, slice});
    }
  }

  laneOf(place) { return this.tracks[place.track].lanes[place.lane]; }

  startOf(place) { return this.laneOf(place).start[place.slice]; }

  longest() {
    let best = 0;
    this.findings.forEach((place, i) => {
      const than = this.findings[best];
      if (this.laneOf(place).lasts(place.slice) > this.laneOf(than).lasts(than.slice)) best = i;
    });
    return best;
  }

  goTo(finding, close = false) {
    const out = document.getElementById('found');
    const count = this.findings.length;
    if (count === 0) {
      out.textContent = document.getElementById('query').value.trim() === '' ? '' : 'not found';
      return;
    }
    this.finding = (finding + count) % count;
    out.textContent = `${this.finding + 1} of ${count}`;
    this.timeline.reveal(this.findings[this.finding], close);
    this.timeline.choose(this.findings[this.finding]);
  }

  listenToSearch() {
    const query = document.getElementById('query');
    let sought = '';
    document.getElementById('find').addEventListener('submit', event => {
      event.preventDefault();
      if (query.value === sought && this.findings.length > 0) {
        this.goTo(this.finding + 1);
      } else {
        sought = query.value;
        this.search(sought);
      }
    });
    document.getElementById('previous').addEventListener('click', () => this.goTo(this.finding - 1));
    query.addEventListener('input', () => {
      if (query.value === '') this.search('');
    });
  }

  listenToMouse() {
    const canvas = this.timeline.canvas;
    let pressed = null;
    canvas.addEventListener('pointerdown', event => {
      pressed = {x: event.offsetX, y: event.offsetY, moved: false};
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => {
      if (pressed === null) {
        this.showTip(event.offsetX, event.offsetY);
        return;
      }
      const dx = event.offsetX - pressed.x;
      const dy = event.offsetY - pressed.y;
      if (!pressed.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      canvas.classList.add('moving');
      this.timeline.pan(-dx / this.timeline.width());
      this.timeline.scroll(-dy);
      pressed = {x: event.offsetX, y: event.offsetY, moved: true};
    });
    canvas.addEventListener('pointerup', event => {
      if (pressed !== null && !pressed.moved) {
        this.timeline.choose(this.timeline.at(event.offsetX, event.offsetY));
      }
      pressed = null;
      canvas.classList.remove('moving');
    });
    canvas.addEventListener('pointerleave', () => this.showTip(-1, -1));
    canvas.addEventListener('dblclick', event => {
      const place = this.timeline.at(event.offsetX, event.offsetY);
      if (place !== null) this.timeline.reveal(place, true);
    });
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        this.timeline.zoom(Math.exp(event.deltaY / 300), this.timeline.time(event.offsetX));
      } else {
        this.timeline.pan((event.shiftKey ? event.deltaY : event.deltaX) / this.timeline.width());
        if (!event.shiftKey) this.timeline.scroll(event.deltaY);
      }
    }, {passive: false});
    const overview = this.timeline.overview;
    overview.addEventListener('click', event => {
      const middle = (event.offsetX - NAMES) / (overview.clientWidth - NAMES) * this.timeline.length;
      const half = (this.timeline.to - this.timeline.from) / 2;
      this.timeline.show(middle - half, middle + half);
    });
  }

  showTip(x, y) {
    const tip = document.getElementById('tip');
    const place = this.timeline.at(x, y);
    tip.hidden = place === null;
    if (place === null) return;
    const lane = this.laneOf(place);
    tip.textContent = `${this.label(lane, place.slice)}: ${duration(lane.lasts(place.slice))}`;
    const canvas = this.timeline.canvas;
    tip.style.left = `${Math.min(x + 14, Math.max(0, canvas.clientWidth - 260))}px`;
    tip.style.top = `${canvas.offsetTop + y + 18}px`;
  }

  listenToKeys() {
    const timeline = this.timeline;
    const keys = {
      'ArrowLeft': () => timeline.pan(-0.2), 'ArrowRight': () => timeline.pan(0.2),
      'ArrowUp': () => timeline.scroll(-TRACK), 'ArrowDown': () => timeline.scroll(TRACK),
      'PageUp': () => timeline.scroll(-10 * TRACK), 'PageDown': () => timeline.scroll(10 * TRACK),
      '+': () => timeline.zoom(0.5), '=': () => timeline.zoom(0.5), '-': () => timeline.zoom(2),
      'w': () => timeline.zoom(0.5), 's': () => timeline.zoom(2),
      'a': () => timeline.pan(-0.2), 'd': () => timeline.pan(0.2),
      '0': () => timeline.show(0, timeline.length),
      'n': () => timeline.step(1), 'p': () => timeline.step(-1),
      'f': () => timeline.chosen !== null && timeline.reveal(timeline.chosen, true),
      'Escape': () => timeline.choose(null),
    };
    document.addEventListener('keydown', event => {
      const query = document.getElementById('query');
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target === query) {
        if (event.key === 'Escape') timeline.canvas.focus();
        return;
      }
      if (event.key === '/') {
        event.preventDefault();
        query.focus();
        query.select();
      } else if (event.key in keys && event.target.tagName !== 'BUTTON') {
        event.preventDefault();
        keys[event.key]();
      }
    });
  }
}

async function open() {
  const trace = JSON.parse(document.getElementById('trace').textContent);
  const tracks = await readTracks(trace, document.getElementById('slices').textContent);
  window.page = new Page(trace, tracks); // for who looks at it by the browser's console
  document.body.dataset.ready = 'true';
}

open().catch(error => {
  document.getElementById('range').textContent = `This trace can't be shown: ${error.message}`;
  throw error;
});
