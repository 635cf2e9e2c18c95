import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import sharp from 'sharp';
import { SvgPaper } from '../../../../../../renderer/features/tuning/charts/drawing/svg-paper.ts';
import { allFigures } from '../../../../../../renderer/features/tuning/charts/saving/all-figures.ts';
import { archive } from '../../../../../../renderer/features/tuning/charts/saving/archive.ts';
import { svgOf } from '../../../../../../renderer/features/tuning/charts/saving/picture.ts';
import { curvesOf, curvesWith, pieces, sweep, trials } from './fake-sweep.ts';
import { INK } from './record-paper.ts';

const all = trials(120);
const figures = allFigures({
  ...sweep(all),
  ...{ curves: curvesWith(curvesOf(all)), epochs: 20, pieces: pieces(all), method: 'PED-ANOVA', least: 20 },
  importance: [
    { name: 'learningRate', share: 0.8 },
    { name: 'momentum', share: 0.2 },
  ],
});

test('all charts of a sweep are saved, each under its own file name', () => {
  const names = figures.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of [
    'history',
    'curves',
    'parallel-coordinates',
    'importance',
    'slice-filters',
    'contour-learningRate-momentum',
    'pareto-front',
    'timeline',
    'distribution',
  ]) {
    assert.ok(names.includes(name), name);
  }
});

test('every chart is a well-formed, non-blank SVG, with or without brush and focus', async () => {
  const shown = { brushed: new Set([1, 2, 3]), focused: 4 };
  for (const figure of figures) {
    for (const looking of [undefined, shown]) {
      const svg = svgOf(figure, { width: 640, height: 320 }, INK, looking);
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/, figure.name);
      // librsvg refuses what is not well-formed.
      const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height], [640, 376]);
      const inked = data.filter((value) => value < 200).length / data.length;
      assert.ok(inked > 0.005, `${figure.name} is blank: ${inked}`);
    }
  }
});

test('names that contain markup are escaped', () => {
  const paper = new SvgPaper(INK);
  paper.text(0, 0, '<script>alert("1 & 2")</script>\u0000\ud800', { colour: '#000' });
  const svg = paper.finish({ width: 10, height: 10 }, 'a < b', '"c" & d');
  assert.doesNotMatch(svg, /<script/);
  assert.match(svg, /&lt;script&gt;alert\(&quot;1 &amp; 2&quot;\)/);
  assert.match(svg, /<title>a &lt; b<\/title><desc>&quot;c&quot; &amp; d<\/desc>/);
});

test('one archive contains an SVG of each chart', async () => {
  const zip = await archive(figures, INK);
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  assert.deepEqual(Object.keys(files).sort(), figures.map(({ name }) => `${name}.svg`).sort());
  assert.match(strFromU8(files['history.svg']!), /^<svg .*<title>History<\/title>/);
});
