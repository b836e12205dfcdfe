// SPDX-License-Identifier: Apache-2.0
/*
 * page_check.js CHROMIUM FILE...: reviews' pages as people meet them. For each file: nothing is
 * loaded, nothing runs, nothing is refused; it reads without JavaScript, fits 320 pixels and wider
 * screens, in light and dark; axe finds nothing to say about it (WCAG 2.2 AA and good practice),
 * folded and unfolded; in print all is unfolded. Ends with "N passed, N failed".
 */
'use strict';
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const WIDTHS = [320, 375, 768, 1024, 1440, 2200];
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

/* A page that reports whatever it should not do. */
async function open(browser, file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const events = [];
  page.on('console', (m) => events.push(`console: ${m.text()}`));
  page.on('pageerror', (e) => events.push(`error: ${e}`));
  page.on('dialog', async (d) => { events.push(`dialog: ${d.message()}`); await d.dismiss(); });
  page.on('request', (r) => { if (r.url() !== `file://${file}`) events.push(`request: ${r.url()}`); });
  await page.goto(`file://${file}`);
  return { context, page, events };
}

async function fits(browser, file) {
  const { context, page, events } = await open(browser, file, { javaScriptEnabled: false });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, file, `is ${wide} pixels wide on a screen of ${width}`);
  }
  check(events.length === 0, file, events.slice(0, 3));
  await context.close();
}

/* The style sheet is the one that the policy names; folding is the browser's own. */
async function works(browser, file) {
  const { context, page } = await open(browser, file, { javaScriptEnabled: false });
  const style = await page.evaluate(() => getComputedStyle(document.querySelector('.skip')).position);
  check(style === 'absolute', file, 'has no style');
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement.className);
  check(first === 'skip', file, 'the first stop of the Tab key is', first);
  const summary = page.locator('summary').first();
  if (await summary.count()) {
    await summary.click();
    const unfolded = await page.evaluate(() => document.querySelector('details').open);
    check(unfolded, file, 'does not unfold');
  }
  await context.close();
}

async function prints(browser, file) {
  const { context, page } = await open(browser, file, { javaScriptEnabled: false });
  await page.emulateMedia({ media: 'print' });
  const hidden = await page.evaluate(() => [...document.querySelectorAll('details > :not(summary)')]
    .filter((e) => e.getBoundingClientRect().height === 0).length);
  check(hidden === 0, file, `leaves ${hidden} folded parts out of print`);
  const nav = await page.evaluate(() => getComputedStyle(document.querySelector('nav')).display);
  check(nav === 'none', file, 'prints its contents list');
  await context.close();
}

/* axe is run from outside of the page, whose policy would refuse it. */
async function is_accessible(browser, file) {
  const { context, page } = await open(browser, file, { bypassCSP: true });
  await page.evaluate(axe.source);
  for (const [colorScheme, width, unfold] of [['light', 1280, false], ['light', 1280, true], ['dark', 1280, true], ['light', 320, true]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.evaluate((on) => document.querySelectorAll('details').forEach((d) => { d.open = on; }), unfold);
    /* In the dark the colours alone are others. */
    const rules = colorScheme === 'dark' ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: RULES };
    const result = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ['violations'] }), rules);
    for (const v of result.violations)
      console.log(`${file}, ${colorScheme}: ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`);
    check(result.violations.length === 0 && result.passes.length > (colorScheme === 'dark' ? 0 : 15), file, colorScheme, width,
      `axe: ${result.violations.length} violations, ${result.passes.length} rules held`);
  }
  await context.close();
}

async function main() {
  const [program, ...files] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  for (const file of files) {
    await fits(browser, file);
    await works(browser, file);
    await prints(browser, file);
    await is_accessible(browser, file);
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main().catch((e) => { console.log(String(e)); process.exit(1); });
