// SPDX-License-Identifier: Apache-2.0
/*
 * What the landscape's pages gain with JavaScript: search, filters that combine, cards, comparison.
 * The state is the address, so that it can be kept and passed on. Without this script the pages hold
 * all the same, in parts. Data: window.cupelLandscape (site/landscape.c).
 */
'use strict';
(() => {
  const data = window.cupelLandscape;
  if (!data) return;
  const SLUG = 0, NAME = 1, TEXT = 2, LOGO = 3, REVIEWS = 4, FIRST = 5;
  const axes = data.axes;
  const byId = (id) => document.getElementById(id);

  /* An element with attributes and children; texts become texts, never markup. */
  function make(tag, attributes, ...children) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes || {}))
      if (v === true) e.setAttribute(k, '');
      else if (v !== false && v !== null && v !== undefined) e.setAttribute(k, v);
    e.append(...children.filter((c) => c !== null && c !== undefined));
    return e;
  }
  const itemPage = (e) => `i/${encodeURIComponent(e[SLUG])}.html`;
  const logo = (e) => e[LOGO] ? e[LOGO].split('/').slice(1).map(encodeURIComponent).join('/')
                              : `i/${encodeURIComponent(e[SLUG])}.svg`;
  const valuesOf = (e, x) => e[FIRST + x].map((i) => axes[x].values[i]);
  const fold = (s) => (s || '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  function chip(x, value) {
    const kind = value[0] === 'unknown' ? 'blank' : 'value';
    return make('a', { class: `chip ${kind}`,
      href: `by/${axes[x].name}-${encodeURIComponent(value[1])}.html` }, value[2]);
  }
  function chips(e, x) {
    return valuesOf(e, x).flatMap((v, i) => i ? [' ', chip(x, v)] : [chip(x, v)]);
  }

  // ---- compare.html?i=one&i=two ----

  function compare(box) {
    const wanted = new URLSearchParams(location.search).getAll('i');
    const entries = wanted.map((s) => data.entries.find((e) => e[SLUG] === s)).filter(Boolean);
    const missing = wanted.filter((s) => !data.entries.some((e) => e[SLUG] === s));
    const list = make('datalist', { id: 'all' },
      ...data.entries.map((e) => make('option', { value: e[NAME] })));
    const input = make('input', { type: 'search', list: 'all', id: 'add', autocomplete: 'off' });
    const form = make('form', { class: 'filters-add', role: 'search' },
      make('label', { for: 'add' }, 'Add an entry '), input, ' ', make('button', {}, 'Add'), list);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const found = data.entries.find((e) => fold(e[NAME]) === fold(input.value)) ||
        data.entries.find((e) => fold(e[NAME]).includes(fold(input.value)) && input.value);
      if (found) go([...entries.map((e) => e[SLUG]), found[SLUG]]);
    });
    const go = (slugs) => {
      const q = new URLSearchParams();
      for (const s of new Set(slugs)) q.append('i', s);
      location.search = q.toString();
    };
    box.replaceChildren(form);
    if (missing.length)
      box.append(make('p', { class: 'nothing' }, `Not in the landscape: ${missing.join(', ')}`));
    if (!entries.length) {
      box.append(make('p', { class: 'nothing' }, 'Add two entries or more to see them side by side.'));
      return;
    }
    const head = make('tr', {}, make('td'), ...entries.map((e) => {
      const remove = make('button', { type: 'button', class: 'small' }, 'remove',
        make('span', { class: 'hidden' }, ` ${e[NAME]}`));
      remove.addEventListener('click', () => go(entries.filter((o) => o !== e).map((o) => o[SLUG])));
      return make('th', { scope: 'col' }, make('a', { href: itemPage(e) }, e[NAME]), ' ', remove);
    }));
    const rows = [make('tr', {}, make('th', { scope: 'row' }, 'Description'),
      ...entries.map((e) => make('td', {}, e[TEXT] || '')))];
    axes.forEach((axis, x) => {
      const cells = entries.map((e) => valuesOf(e, x).map((v) => v[0]).sort().join('\n'));
      const differs = cells.some((c) => c !== cells[0]);
      rows.push(make('tr', { class: differs ? 'differs' : null },
        make('th', { scope: 'row' }, axis.title,
          differs ? make('span', { class: 'hidden' }, ' (differs)') : null),
        ...entries.map((e) => make('td', {}, ...chips(e, x)))));
    });
    rows.push(make('tr', {}, make('th', { scope: 'row' }, 'Reviews'),
      ...entries.map((e) => make('td', {}, e[REVIEWS]
        ? make('a', { href: `${itemPage(e)}#reviews` }, String(e[REVIEWS])) : 'none'))));
    box.append(make('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Comparison' },
      make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows))),
      make('p', { class: 'note' }, 'Sources and dates stand at each entry.'));
  }
  if (byId('compare')) { compare(byId('compare')); return; }

  // ---- index.html?q=…&tee=snp&role=verifier&view=cards&zoom=large ----

  const grid = byId('grid'), cards = byId('cards'), shown = byId('shown');
  if (!grid) return;
  const tiles = [...grid.querySelectorAll('.tiles li')];
  const byHref = new Map(data.entries.map((e) => [itemPage(e), e]));
  const tileEntries = tiles.map((t) => byHref.get(t.firstElementChild.getAttribute('href')));
  const texts = new Map(data.entries.map((e) => [e, fold(
    `${e[NAME]} ${e[TEXT]} ${axes.map((a, x) => valuesOf(e, x).map((v) => v[2]).join(' ')).join(' ')}`)]));
  const state = { q: '', view: 'grid', zoom: '', chosen: axes.map(() => new Set()), picked: new Set() };
  const boxes = [];

  function readAddress() {
    const p = new URLSearchParams(location.search);
    state.q = p.get('q') || '';
    state.view = p.get('view') === 'cards' ? 'cards' : 'grid';
    state.zoom = p.get('zoom') || '';
    axes.forEach((a, x) => {
      const known = new Set(a.values.map((v) => v[1]));
      state.chosen[x] = new Set(p.getAll(a.name).filter((s) => known.has(s)));
    });
    state.picked = new Set(p.getAll('i'));
  }
  function address() {
    const p = new URLSearchParams();
    if (state.q) p.set('q', state.q);
    axes.forEach((a, x) => { for (const s of state.chosen[x]) p.append(a.name, s); });
    if (state.view === 'cards') p.set('view', 'cards');
    if (state.zoom) p.set('zoom', state.zoom);
    for (const s of state.picked) p.append('i', s);
    const q = p.toString();
    return q ? `?${q}` : location.pathname;
  }
  const passes = (e, words) => axes.every((a, x) => !state.chosen[x].size ||
      valuesOf(e, x).some((v) => state.chosen[x].has(v[1]))) && words.every((w) => texts.get(e).includes(w));

  function card(e) {
    const box = make('input', { type: 'checkbox', name: 'i', value: e[SLUG] });
    box.checked = state.picked.has(e[SLUG]);
    box.addEventListener('change', () => {
      if (box.checked) state.picked.add(e[SLUG]); else state.picked.delete(e[SLUG]);
      update(false);
    });
    return make('li', { class: 'card' },
      make('img', { src: logo(e), alt: '', width: '48', height: '48', loading: 'lazy' }),
      make('h3', {}, make('a', { href: itemPage(e) }, e[NAME])),
      make('p', {}, e[TEXT] || ''),
      make('p', { class: 'chips' }, ...chips(e, 0), ...chips(e, 2)),
      make('label', { class: 'pick' }, box, ' compare', make('span', { class: 'hidden' }, ` ${e[NAME]}`)));
  }
  const chosen = make('p', { class: 'chosen' });
  const tray = make('p', { class: 'tray', hidden: true });
  cards.after(tray);

  function showChosen() {
    const buttons = axes.flatMap((a, x) => a.values.filter((v) => state.chosen[x].has(v[1])).map((v) => {
      const b = make('button', { type: 'button' }, `${a.title}: ${v[2]} ×`);
      b.addEventListener('click', () => { state.chosen[x].delete(v[1]); update(true); search.focus(); });
      return b;
    }));
    if (buttons.length || state.q) {
      const all = make('button', { type: 'button' }, 'Clear all');
      all.addEventListener('click', () => {
        state.q = '';
        state.chosen.forEach((s) => s.clear());
        update(true);
        search.focus();
      });
      buttons.push(all);
    }
    chosen.replaceChildren(...buttons);
    const n = state.picked.size;
    tray.hidden = !n;
    const q = new URLSearchParams();
    for (const s of state.picked) q.append('i', s);
    tray.replaceChildren(make('a', { class: 'door first', href: `compare.html?${q}` },
      `Compare ${n} marked`));
  }
  function showCards(entries) {
    grid.hidden = state.view === 'cards';
    cards.hidden = !grid.hidden;
    for (const [id, view] of [['view-grid', 'grid'], ['view-cards', 'cards']])
      if (state.view === view) byId(id).setAttribute('aria-current', 'page');
      else byId(id).removeAttribute('aria-current');
    if (!cards.hidden)
      cards.replaceChildren(make('h2', { class: 'hidden' }, 'Entries'),
        make('ul', { class: 'cards' }, ...[...entries].sort((a, b) =>
          fold(a[NAME]) < fold(b[NAME]) ? -1 : 1).map(card)));
  }
  function showGrid(words) {
    tiles.forEach((t, i) => { t.hidden = !tileEntries[i] || !passes(tileEntries[i], words); });
    for (const part of grid.querySelectorAll('.sub, .category, .group'))
      part.hidden = !part.querySelector('.tiles li:not([hidden])');
  }
  function update(keep) {
    const words = fold(state.q).split(/\s+/).filter(Boolean);
    const entries = data.entries.filter((e) => passes(e, words));
    if (search.value !== state.q) search.value = state.q;
    for (const { box, x, slug } of boxes) box.checked = state.chosen[x].has(slug);
    const zoom = state.zoom && byId(`zoom-${state.zoom}`);
    if (zoom && zoom.name === 'zoom') zoom.checked = true;
    showGrid(words);
    showCards(entries);
    showChosen();
    shown.textContent = entries.length === data.entries.length ? `${entries.length} entries`
      : `${entries.length} of ${data.entries.length} entries`;
    if (keep !== undefined) history.replaceState(null, '', address());
  }

  const search = make('input', { type: 'search', id: 'q', name: 'q', autocomplete: 'off' });
  search.addEventListener('input', () => { state.q = search.value.trim(); update(true); });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.q) { state.q = ''; update(true); event.preventDefault(); }
  });
  document.addEventListener('keydown', (event) => {
    const free = !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) ||
      /^(checkbox|radio)$/.test(document.activeElement.type);
    if (event.key === '/' && free && !event.ctrlKey && !event.metaKey && !event.altKey) {
      search.focus();
      event.preventDefault();
    }
  });
  byId('search').append(make('label', { class: 'q', for: 'q' }, 'Search ', search), chosen);

  /* Links to the pages of single values become boxes that combine. */
  for (const link of document.querySelectorAll('.axis a[data-axis]')) {
    const x = axes.findIndex((a) => a.name === link.dataset.axis);
    const value = axes[x] && axes[x].values.find((v) => v[0] === link.dataset.value);
    if (!value) continue;
    const box = make('input', { type: 'checkbox', name: axes[x].name, value: value[1] });
    box.addEventListener('change', () => {
      if (box.checked) state.chosen[x].add(value[1]); else state.chosen[x].delete(value[1]);
      update(true);
    });
    boxes.push({ box, x, slug: value[1] });
    link.replaceWith(make('label', {}, box, value[2]));
  }
  for (const [id, view] of [['view-grid', 'grid'], ['view-cards', 'cards']])
    byId(id).addEventListener('click', (event) => {
      event.preventDefault();
      state.view = view;
      update(true);
    });
  for (const radio of document.querySelectorAll('input[name="zoom"]'))
    radio.addEventListener('change', () => { state.zoom = radio.value; update(true); });
  window.addEventListener('popstate', () => { readAddress(); update(); });
  readAddress();
  axes.forEach((a, x) => {
    if (state.chosen[x].size)
      for (const d of document.querySelectorAll('details.axis'))
        if (d.querySelector(`input[name="${a.name}"]`)) d.open = true;
  });
  /* Where there is room beside the grid, the first axis stands open. */
  const first = document.querySelector('details.axis');
  if (first && matchMedia('(min-width: 70rem)').matches) first.open = true;
  update();
})();
