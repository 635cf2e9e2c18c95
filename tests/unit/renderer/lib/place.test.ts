import assert from 'node:assert/strict';
import { test } from 'node:test';
import { href, matchPath, parsePlace } from '../../../../renderer/lib/place.ts';

test('an address and its place convert both ways', () => {
  const { path, query } = parsePlace(
    href('/datasets/3', { split: 'test', sort: 'loss', page: null, all: false, name: 'a&b=c #1' }),
  );
  assert.equal(path, '/datasets/3');
  assert.deepEqual(Object.fromEntries(query), { split: 'test', sort: 'loss', name: 'a&b=c #1' });
});

test('an empty address is home, and extra slashes do not matter', () => {
  assert.equal(parsePlace('').path, '/');
  assert.equal(parsePlace('#/').path, '/');
  assert.equal(parsePlace('#/models/').path, '/models');
});

test('a path gives the named parts of its pattern or null', () => {
  assert.deepEqual(matchPath('/datasets/:dataset', '/datasets/3'), { dataset: '3' });
  assert.deepEqual(matchPath('/datasets', '/datasets'), {});
  assert.equal(matchPath('/datasets/:dataset', '/datasets'), null);
  assert.equal(matchPath('/datasets/:dataset', '/models/3'), null);
  assert.deepEqual(matchPath('/m/:name', '/m/a%20b'), { name: 'a b' });
  // A malformed escape in the path: the page does not exist.
  assert.equal(matchPath('/m/:name', '/m/%E0%A4%A'), null);
});
