// SPDX-License-Identifier: Apache-2.0
/*
 * site_check.js CHROMIUM EXAMPLE FULL HOSTILE SCREENSHOTS: sites as people meet them, from a folder.
 * Search, filters, addresses, zoom, cards, comparison, the keyboard alone, paper, no JavaScript; and
 * on a page of each kind: nothing is loaded from elsewhere, nothing of the texts runs, it fits all
 * widths, axe has nothing to say in light and dark. Ends with "N passed, N failed".
 */
'use strict';
const { chromium } = require('playwright-core');
const axe = require('axe-core');
const fs = require('fs');
const path = require('path');

const WIDTHS = [320, 390, 768, 1280, 2200];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let passed = 0, failed = 0;

function check(ok, ...what) {
  if (ok) {
    passed++;
  } else {
    failed++;
    console.log('FAILED:', ...what);
  }
}

async function open(browser, site, page, options) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  const events = [];
  tab.on('console', (m) => events.push(`console: ${m.text()}`));
  tab.on('pageerror', (e) => events.push(`error: ${e}`));
  tab.on('dialog', async (d) => { events.push(`dialog: ${d.message()}`); await d.dismiss(); });
  tab.on('request', (r) => { if (!r.url().startsWith(`file://${site}/`)) events.push(`request: ${r.url()}`); });
  await tab.goto(`file://${site}/${page}`);
  return { context, page: tab, events };
}
const texts = (page, selector) => page.locator(selector).allTextContents();
const shownNames = async (page) => (await page.locator('.tiles li:not([hidden]) a').allTextContents()).map((t) => t.trim());

// ---- what the landscape does with JavaScript ----

async function searches(browser, site) {
  const { context, page, events } = await open(browser, site, 'landscape/index.html');
  const all = (await shownNames(page)).length;
  check(all === 139, 'all entries are there', all);
  await page.getByRole('searchbox', { name: 'Search' }).fill('gramine');
  const found = await shownNames(page);
  check(found.length > 0 && found.length < 20 && found.some((n) => n.includes('Gramine')), 'search', found);
  check((await page.locator('#shown').textContent()).startsWith(`${found.length} of 139`), 'the count follows');
  check(page.url().includes('q=gramine'), 'the address follows', page.url());
  await page.keyboard.press('Escape');
  check((await shownNames(page)).length === 139, 'Escape clears the search');
  await page.getByRole('searchbox').fill('ｇｒａｍｉｎｅ');
  check((await shownNames(page)).length === found.length, 'search folds letters');
  await page.getByRole('searchbox').fill('no such thing at all');
  check((await shownNames(page)).length === 0, 'nothing found is nothing shown');
  check(await page.locator('.group:not([hidden])').count() === 0, 'empty groups go');
  check((await page.locator('#shown').textContent()).startsWith('0 of 139'), 'nothing found is said');
  check(events.length === 0, 'search', events);
  await context.close();
}

async function filters(browser, site) {
  const { context, page, events } = await open(browser, site, 'landscape/index.html');
  const count = async () => (await shownNames(page)).length;
  const boxOf = (name) => page.locator('.axis label').filter({ hasText: new RegExp(`^${name}$`) });
  for (const d of await page.locator('details.axis').all())
    if (!(await d.getAttribute('open') !== null)) await d.locator('summary').click();
  await boxOf('AMD SEV-SNP').click();
  const snp = await count();
  const said = Number(await page.locator('.axis li').filter({ hasText: /^AMD SEV-SNP \d+/ }).locator('.count').textContent());
  check(snp === said && snp > 10, 'a filter gives as many as it says', snp, said);
  await boxOf('AWS Nitro').click();
  const either = await count();
  check(either > snp, 'two values of one axis: either', either);
  await boxOf('verifier').click();
  const both = await count();
  check(both > 0 && both < either, 'two axes: both', both);
  const url = page.url();
  check(/tee=snp/.test(url) && /tee=nitro/.test(url) && /role=verifier/.test(url), 'filters are an address', url);
  const again = await open(browser, site, `landscape/index.html${new URL(url).search}`);
  check((await shownNames(again.page)).length === both, 'the address gives the same again');
  check(await again.page.locator('details.axis:has-text("RATS role")').first().evaluate((d) => d.open), 'what is chosen is unfolded');
  await again.context.close();
  await page.getByRole('button', { name: /RATS role: verifier/ }).click();
  check(await count() === either, 'a chosen filter can be taken back');
  await page.getByRole('button', { name: 'Clear all' }).click();
  check(await count() === 139 && !page.url().includes('?'), 'all can be', page.url());
  check(events.length === 0, 'filters', events);
  const odd = await open(browser, site, 'landscape/index.html?tee=nosuch&q=%3Cimg%20src=x%20onerror=alert(1)%3E&view=x&zoom=%22');
  check(odd.events.length === 0, 'an odd address does nothing odd', odd.events);
  await odd.context.close();
  await context.close();
}

async function zooms(browser, site) {
  for (const javaScriptEnabled of [true, false]) {
    const { context, page } = await open(browser, site, 'landscape/index.html', { javaScriptEnabled });
    const width = () => page.locator('.tiles li').first().evaluate((e) => e.getBoundingClientRect().height);
    const before = await width();
    await page.locator('label[for="zoom-large"]').click();
    const after = await width();
    check(after > before * 1.5, 'zoom, script', javaScriptEnabled, before, after);
    if (javaScriptEnabled) check(page.url().includes('zoom=large'), 'zoom is an address', page.url());
    await context.close();
  }
}

async function compares(browser, site) {
  const { context, page, events } = await open(browser, site, 'landscape/index.html');
  await page.getByRole('link', { name: 'Cards', exact: true }).click();
  check(await page.locator('#cards .card').count() === 139 && !(await page.locator('#grid').isVisible()), 'cards');
  await page.getByRole('searchbox').fill('verifier');
  await page.locator('#cards .pick').nth(0).click();
  await page.locator('#cards .pick').nth(1).click();
  const names = (await texts(page, '#cards .card h3')).slice(0, 2);
  await page.getByRole('link', { name: 'Compare 2 marked' }).click();
  await page.waitForURL(/compare\.html/);
  check((await page.locator('thead th a').allTextContents()).join() === names.join(), 'comparison has both', names);
  check(await page.locator('tbody tr').count() >= 10, 'comparison has all axes');
  await page.locator('#add').fill('Gramine');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.waitForFunction(() => document.querySelectorAll('thead th').length === 3);
  check((await page.locator('thead th a').allTextContents()).includes('Gramine'), 'one can be added');
  await page.getByRole('button', { name: /^remove/ }).first().click();
  await page.waitForFunction(() => document.querySelectorAll('thead th').length === 2);
  check(true, 'one can be removed');
  check(events.length === 0, 'comparison', events);
  const odd = await open(browser, site, 'landscape/compare.html?i=%3Cscript%3Ealert(1)%3C/script%3E');
  check((await odd.page.locator('.nothing').first().textContent()).includes('<script>alert(1)</script>') &&
        odd.events.length === 0, 'what is not there is said as text', odd.events);
  await odd.context.close();
  await context.close();
}

async function keyboard(browser, site) {
  const { context, page } = await open(browser, site, 'landscape/index.html', { viewport: { width: 1280, height: 900 } });
  await page.keyboard.press('Tab');
  check(await page.evaluate(() => document.activeElement.className) === 'skip', 'the first stop skips to the content');
  await page.keyboard.press('Enter');
  check(page.url().endsWith('#main'), 'and does so', page.url());
  await page.keyboard.press('/');
  check(await page.evaluate(() => document.activeElement.id) === 'q', '/ goes to the search');
  await page.keyboard.type('kata/x');
  check(await page.locator('#q').inputValue() === 'kata/x', 'and is a letter there');
  await page.keyboard.press('Escape');
  let seen = false;
  for (let i = 0; i < 30 && !seen; i++) {
    await page.keyboard.press('Tab');
    seen = await page.evaluate(() => document.activeElement.type === 'checkbox');
  }
  check(seen, 'a filter is reached');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => location.search.includes('tee='), null, { timeout: 5000 }).catch(() => {});
  check(page.url().includes('tee='), 'and chosen', page.url());
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(ring !== 'none', 'what has the focus shows it', ring);
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => !!document.activeElement.closest('.tiles'))) break;
  }
  check(await page.evaluate(() => !!document.activeElement.closest('.tiles')), 'entries are reached');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/i\//);
  check(await page.locator('h1').count() === 1, 'and opened');
  await context.close();
}

async function without_script(browser, site) {
  const { context, page, events } = await open(browser, site, 'index.html', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'See the landscape' }).click();
  check((await page.locator('.tiles li').count()) === 139, 'no script: the grid');
  check(await page.locator('input[type=search]').count() === 0, 'no script: nothing that does not work');
  await page.locator('details.axis summary').first().click();
  await page.getByRole('link', { name: 'AMD SEV-SNP', exact: true }).click();
  check((await page.locator('h1').textContent()) === 'TEE: AMD SEV-SNP', 'no script: a filter is a page');
  const first = await page.locator('.card h3').first().textContent();
  await page.locator('.card h3 a').first().click();
  check((await page.locator('h1').textContent()) === first, 'no script: an entry');
  await page.goto(`file://${site}/landscape/cards.html`);
  await page.getByRole('link', { name: '2', exact: true }).first().click();
  check(page.url().endsWith('cards-2.html'), 'no script: parts of a list');
  await page.locator('.pick').first().click();
  await page.getByRole('button', { name: 'Compare the marked ones' }).click();
  await page.waitForURL(/compare\.html\?i=/);
  check(/compare\.html\?i=/.test(page.url()) && await page.getByText('needs JavaScript').isVisible(), 'no script: says what needs it');
  check(events.length === 0, 'no script', events);
  await context.close();
}

async function prints(browser, site, pages) {
  for (const name of pages) {
    const { context, page } = await open(browser, site, name);
    await page.emulateMedia({ media: 'print' });
    for (const gone of ['header nav', '.filters', '.tools', 'footer ul', '.tray']) {
      const e = page.locator(gone).first();
      check(!(await e.count()) || !(await e.isVisible()), name, 'prints', gone);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, name, 'is wider than its paper by', wide);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    check(pdf.length > 5000, name, 'prints to', pdf.length);
    await context.close();
  }
}

// ---- every kind of page ----

/* One tab for all of it: what a page weighs in tests is its opening. */
async function holds(browser, site, name) {
  const { context, page, events } = await open(browser, site, name, { bypassCSP: true });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, name, `is ${wide} pixels wide on a screen of ${width}`);
  }
  check(events.length === 0, name, events.slice(0, 3));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.evaluate(axe.source);
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 320]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    /* In the dark the colours alone are others. */
    const rules = colorScheme === 'dark' ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: RULES };
    const result = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ['violations'] }), rules);
    for (const v of result.violations)
      console.log(`${name}, ${colorScheme}: ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 200)} (${v.nodes.length})`);
    check(result.violations.length === 0 && result.passes.length > (colorScheme === 'dark' ? 0 : 12), name, colorScheme, width,
      `axe: ${result.violations.length} violations, ${result.passes.length} rules held`);
  }
  await context.close();
}

async function harmless(browser, site) {
  const all = fs.readdirSync(site, { recursive: true }).map(String).filter((n) => n.endsWith('.html'));
  const tab = await open(browser, site, 'index.html');
  for (const name of all) {
    await tab.page.goto(`file://${site}/${name.split(path.sep).map(encodeURIComponent).join('/')}`);
    check(tab.events.length === 0, name, tab.events.splice(0, 3));
  }
  await tab.context.close();
  const { context, page, events } = await open(browser, site, 'landscape/index.html?view=cards');
  check((await texts(page, '#cards h3')).some((t) => t.includes('<script>alert(1)</script>')) && events.length === 0,
    'a hostile name is a name', events);
  await context.close();
}

async function shots(browser, site, folder) {
  for (const [name, page, width, colorScheme] of [
    ['home', 'index.html', 1280, 'light'], ['home-dark', 'index.html', 1280, 'dark'], ['home-phone', 'index.html', 390, 'light'],
    ['landscape', 'landscape/index.html', 1440, 'light'], ['cards', 'landscape/index.html?tee=snp&view=cards', 1440, 'dark'],
    ['pattern', 'patterns/attested-tls.html', 1280, 'light'], ['people', 'people.html', 1280, 'light'],
    ['compare', 'landscape/compare.html?i=gramine&i=occlum', 1280, 'light']]) {
    const { context, page: tab } = await open(browser, site, page, { viewport: { width, height: 900 }, colorScheme });
    await tab.screenshot({ path: `${folder}/${name}.png` });
    await context.close();
  }
}

async function main() {
  const [program, example, full, hostile, folder] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  await searches(browser, example);
  await filters(browser, example);
  await zooms(browser, example);
  await compares(browser, example);
  await keyboard(browser, example);
  await without_script(browser, example);
  await prints(browser, example, ['landscape/index.html', 'landscape/i/gramine.html', 'patterns/attested-tls.html', 'landscape/matrix.html', 'papers/operating-tees.html']);
  await harmless(browser, hostile);
  const kinds = [[example, ['index.html', 'landscape/index.html', 'landscape/cards.html', 'landscape/matrix.html', 'landscape/gaps.html',
    'landscape/health.html', 'landscape/compare.html?i=gramine&i=occlum', 'landscape/i/confidential-containers.html', 'landscape/by/tee-snp.html',
    'patterns/index.html', 'patterns/attested-tls.html', 'papers/operating-tees.html', 'charter.html', 'people.html', 'corrections.html', 'texts/index.html']],
  [full, ['index.html', 'people.html', 'charter.html', 'calendar.html', 'meetings/index.html', 'meetings/2026-11-05-monthly.html', 'decisions/index.html',
    'decisions/accept-a.html', 'recommendations.html', 'reviews/index.html', 'landscape/i/verifier-a.html', 'reports/index.html', 'reports/2026-Q3.html',
    'papers/one.html', 'patterns/relay.html']]];
  for (const [site, pages] of kinds)
    for (const name of pages) {
      await holds(browser, site, name);
    }
  if (folder) await shots(browser, example, folder);
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main().catch((e) => { console.log(String(e.stack || e)); process.exit(1); });
