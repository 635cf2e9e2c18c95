/** Layout faults of a screen at its width, measured in the page: one sentence each. */
import type { Page } from 'playwright';

/**
 * Runs in the page. Checks what a person can see: the document and `main` never scroll sideways; a control is never cut off
 * by its container (unless that scrolls), and is at least 24 px and as wide as its text; the top bar is one line.
 */
const FAULTS = `(() => {
  const faults = [];
  const root = document.documentElement;
  const main = document.querySelector('main');
  const name = (el) => (el.getAttribute('aria-label') || el.innerText || el.id || el.className || el.tagName).trim().slice(0, 60);
  const place = (el) => el.tagName.toLowerCase() + ' "' + name(el) + '"';
  if (root.scrollWidth > innerWidth) faults.push('the document is ' + root.scrollWidth + ' px wide');
  if (main.scrollWidth > main.clientWidth) {
    const edge = main.getBoundingClientRect().left + main.clientWidth;
    const wide = [...main.querySelectorAll('*')].filter((el) => el.getBoundingClientRect().right > edge + 1);
    faults.push('main scrolls sideways by ' + (main.scrollWidth - main.clientWidth) + ' px: ' + wide.slice(0, 3).map(place).join('; '));
  }
  for (const dialog of document.querySelectorAll('[role=dialog], [role=alertdialog]')) {
    const box = dialog.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth) faults.push(place(dialog) + ' is past the edge of the window');
    if (dialog.scrollWidth > dialog.clientWidth) faults.push(place(dialog) + ' scrolls sideways by ' + (dialog.scrollWidth - dialog.clientWidth) + ' px');
  }
  const bar = document.querySelector('header');
  const height = bar.getBoundingClientRect();
  if (height.height > 44) faults.push('the top bar is ' + height.height + ' px high');
  for (const el of bar.querySelectorAll('*')) {
    const { width, height: own, top, bottom } = el.getBoundingClientRect();
    if (width > 0 && (own > 36 || top < height.top - 1 || bottom > height.bottom + 1)) faults.push('beside the line of the top bar: ' + place(el));
  }
  const controls = 'button, a.button, nav a, select, textarea, summary, input:not([type=file], [type=hidden]), [role=tab]';
  for (const el of document.querySelectorAll(controls)) {
    const box = el.getBoundingClientRect();
    const style = getComputedStyle(el);
    if (!el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) || style.clipPath !== 'none') continue;
    if (box.bottom <= 0 || box.width * box.height <= 1 || el.closest('[aria-hidden=true], .skip')) continue;
    if (box.width < 24 && !el.matches('input[type=checkbox], input[type=radio]')) faults.push(place(el) + ' is ' + box.width.toFixed(0) + ' px wide');
    const texts = [el, ...el.querySelectorAll('*')].filter((of) => el.innerText && of.tagName !== 'INPUT' && of.clientWidth > 1 && of.scrollWidth > of.clientWidth + 1);
    for (const of of texts) faults.push(place(el) + ' shows ' + of.clientWidth + ' px of a text of ' + of.scrollWidth);
    for (let around = el.parentElement; around && around !== main; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around);
      if (overflowX === 'auto' || overflowX === 'scroll') break;
      if (overflowX === 'visible') continue;
      const outer = around.getBoundingClientRect();
      if (box.right > outer.right + 1 || box.left < outer.left - 1) faults.push(place(el) + ' is cut by what it stands in');
    }
  }
  return [...new Set(faults)];
})()`;

/** @returns the faults of the current screen; empty if there are none */
export async function narrowFaults(page: Page): Promise<readonly string[]> {
  // A new width has been laid out after two frames.
  await page.evaluate('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))');
  return (await page.evaluate(FAULTS)) as string[];
}

/** Widths of a phone, a tablet and a desktop. */
export const WIDTHS = [360, 768, 1280] as const;

/** Faults of the open screen at each width; the window gets its own width back. */
export async function faultsInWidths(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize()!;
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ ...before, width });
    found.push(...(await narrowFaults(page)).map((fault) => `${width} px: ${fault}`));
  }
  await page.setViewportSize(before);
  return found;
}
