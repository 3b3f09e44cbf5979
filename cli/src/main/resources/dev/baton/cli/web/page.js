// The page: what each look says, as tables, and what a person asks of them. All that is shown came
// from the program, so it gets in as text and never as HTML.

const TABLES = ['ps', 'ms', 'gs'];
const WORDS = {
  connecting: 'connecting …',
  live: '',
  frozen: 'frozen',
  ended: 'the program has ended: this is its last state',
  lost: 'the connection is lost; trying again',
};

class Table {
  constructor(id, isFiltered, choose) {
    this.table = document.getElementById(id);
    this.head = this.table.tHead;
    this.body = this.table.tBodies[0];
    this.none = this.table.parentNode.querySelector('.none');
    this.isFiltered = isFiltered;
    this.sortBy = -1;
    this.isInverted = false;
    this.rows = new Map();
    this.body.addEventListener('click', e => {
      const row = e.target.closest('tr');
      if (row && row.dataset.g !== '0') {
        choose(row.dataset.g);
      }
    });
  }

  show(data, filter, asked) {
    this.data = data;
    if (this.head.rows.length === 0) {
      this.makeHead(data.columns);
    }
    const wanted = this.isFiltered ? filter.toLowerCase() : '';
    const shown = data.rows.filter(row =>
      row.cells.map(cell => cell.text).join(' ').toLowerCase().includes(wanted));
    if (this.sortBy >= 0) {
      shown.sort(this.order());
    }
    const kept = new Map();
    const elements = shown.map(row => {
      const tr = this.rows.get(row.key) || this.makeRow(data.columns);
      this.fill(tr, row, asked);
      kept.set(row.key, tr);
      return tr;
    });
    // A row stays the same element from look to look, or a click that takes a while would be lost.
    this.rows = kept;
    for (const tr of [...this.body.rows]) {
      if (!elements.includes(tr)) {
        tr.remove();
      }
    }
    elements.forEach((tr, i) => {
      if (this.body.rows[i] !== tr) {
        this.body.insertBefore(tr, this.body.rows[i] || null);
      }
    });
    const more = data.all - data.rows.length;
    this.none.textContent = shown.length === 0
      ? (wanted && data.rows.length > 0 ? 'none of ' + data.rows.length + ' has that in its line' : data.none)
      : more > 0 ? 'and ' + more + ' more' : '';
  }

  makeHead(columns) {
    const row = this.head.insertRow();
    columns.forEach((column, i) => {
      const th = element(row, 'th', column.isNumber ? 'number' : '');
      th.scope = 'col';
      const button = element(th, 'button');
      button.type = 'button';
      button.textContent = column.name;
      button.addEventListener('click', () => {
        // As htop: sorted, the other way round, as it comes.
        if (this.sortBy !== i) {
          this.sortBy = i;
          this.isInverted = false;
        } else if (!this.isInverted) {
          this.isInverted = true;
        } else {
          this.sortBy = -1;
        }
        [...row.cells].forEach((cell, j) =>
          cell.setAttribute('aria-sort', j !== this.sortBy ? 'none' : this.isInverted === column.isNumber ? 'ascending' : 'descending'));
        page.draw();
      });
    });
  }

  order() {
    const i = this.sortBy;
    const sign = this.isInverted ? -1 : 1;
    return this.data.columns[i].isNumber
      ? (a, b) => sign * (b.cells[i].number - a.cells[i].number)
      : (a, b) => sign * a.cells[i].text.localeCompare(b.cells[i].text, 'en', {numeric: true});
  }

  makeRow(columns) {
    const tr = document.createElement('tr');
    columns.forEach((column, i) => {
      const td = element(tr, 'td', column.isNumber ? 'number' : '');
      if (i === 0) {
        element(td, 'button').type = 'button';
      }
    });
    return tr;
  }

  fill(tr, row, asked) {
    tr.dataset.key = row.key;
    tr.dataset.g = row.g;
    tr.classList.toggle('asked', asked !== null && String(row.g) === asked);
    row.cells.forEach((cell, i) => {
      const target = i === 0 ? tr.cells[0].firstChild : tr.cells[i];
      if (target.textContent !== cell.text) {
        target.textContent = cell.text;
      }
    });
    const button = tr.cells[0].firstChild;
    button.disabled = row.g === 0;
    button.title = row.g === 0 ? '' : 'the stack of G' + row.g;
  }
}

const page = {
  points: [],
  look: null,
  filter: '',
  asked: null,
  isFrozen: false,
  state: 'connecting',
  why: '',

  start() {
    this.charts = new Charts(document.getElementById('charts'));
    this.tables = TABLES.map(id => new Table(id, id !== 'ps', g => this.ask(g)));
    document.getElementById('freeze').addEventListener('click', () => this.freeze());
    document.getElementById('close').addEventListener('click', () => this.ask(null));
    const filter = document.getElementById('filter');
    filter.addEventListener('input', () => {
      this.filter = filter.value;
      this.draw();
    });
    document.getElementById('controls').addEventListener('submit', e => e.preventDefault());
    document.addEventListener('keydown', e => this.press(e));
    const events = new EventSource('events');
    events.addEventListener('history', e => {
      this.points = JSON.parse(e.data);
    });
    events.addEventListener('look', e => this.take(JSON.parse(e.data)));
    events.addEventListener('waiting', e => this.become('waiting', JSON.parse(e.data).why));
    events.addEventListener('ended', () => {
      events.close(); // or it would ask for ever
      this.become('ended');
    });
    events.addEventListener('error', () => {
      if (this.state !== 'ended') {
        this.become('lost');
      }
    });
  },

  take(look) {
    this.points.push(look.point);
    const oldest = look.point.atMs - MOST_SPAN_S * 1000;
    while (this.points[0].atMs < oldest) {
      this.points.shift();
    }
    this.latest = look;
    this.become('live');
    if (!this.isFrozen) {
      this.thaw();
    }
  },

  /** Shows the newest look. */
  thaw() {
    this.look = this.latest;
    this.shown = [...this.points];
    this.draw();
    if (this.asked !== null && this.state === 'live') {
      this.showStack();
    }
    document.body.dataset.looks = Number(document.body.dataset.looks || 0) + 1;
  },

  become(state, why) {
    this.state = state;
    this.why = why || '';
    this.sayState();
  },

  sayState() {
    const state = this.isFrozen && this.state === 'live' ? 'frozen' : this.state;
    document.body.dataset.state = state;
    document.getElementById('state').textContent = state === 'waiting' ? this.why : WORDS[state];
  },

  draw() {
    if (!this.look) {
      return;
    }
    document.title = 'baton top ' + this.look.pid;
    document.getElementById('title').textContent = this.look.title;
    document.getElementById('waits').textContent = this.look.waits;
    this.charts.show(this.shown);
    this.tables.forEach((table, i) => table.show(this.look.tables[i], this.filter, this.asked));
  },

  freeze() {
    this.isFrozen = !this.isFrozen;
    document.getElementById('freeze').setAttribute('aria-pressed', String(this.isFrozen));
    this.sayState();
    if (!this.isFrozen && this.latest) {
      this.thaw();
    }
  },

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const filter = document.getElementById('filter');
    if (event.key === 'Escape') {
      if (this.asked !== null) {
        this.ask(null);
      } else {
        filter.value = this.filter = '';
        filter.blur();
        this.draw();
      }
    } else if (document.activeElement !== filter) {
      if (event.key === 'z' || event.key === 'Z') {
        this.freeze();
      } else if (event.key === '/' || event.key === '\\') {
        event.preventDefault();
        filter.focus();
      }
    }
  },

  /** The stack of a G, of its number; null for none. */
  ask(g) {
    this.asked = g;
    const stack = document.getElementById('stack');
    stack.hidden = g === null;
    if (g !== null) {
      stack.querySelector('h2').textContent = 'G' + g;
      stack.querySelector('ol').replaceChildren();
      this.showStack();
    }
    this.draw();
  },

  async showStack() {
    const g = this.asked;
    let lines;
    try {
      const answer = await fetch('stack?g=' + encodeURIComponent(g), {cache: 'no-store'});
      lines = (await answer.text()).split('\n').filter(line => line !== '');
    } catch (e) {
      lines = ['can not be asked: ' + e.message];
    }
    if (this.asked === g) {
      const list = document.querySelector('#stack ol');
      list.replaceChildren(...lines.map(line => {
        const item = document.createElement('li');
        item.textContent = line;
        return item;
      }));
      document.getElementById('stack').dataset.g = g;
    }
  },
};

page.start();
