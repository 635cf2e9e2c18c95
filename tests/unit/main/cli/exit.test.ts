import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CommanderError } from 'commander';
import { place, reportFailure, share, UsageError, wholeNumber } from '../../../../main/cli/exit.ts';
import { HostError } from '../../../../main/hosts/host-error.ts';

/** The exit status and what was printed. */
function reported(error: unknown, debug = false): { status: number; printed: string } {
  let printed = '';
  const status = reportFailure(error, debug, {
    write(text: string) {
      printed += text;
      return true;
    },
  });
  return { status, printed };
}

describe('reportFailure', () => {
  test('errors of the parser are 2 and printed already; --help and --version are 0', () => {
    assert.deepEqual(reported(new CommanderError(1, 'commander.unknownOption', 'x')), { status: 2, printed: '' });
    assert.deepEqual(reported(new CommanderError(0, 'commander.helpDisplayed', 'x')), { status: 0, printed: '' });
  });
  test('a wrong combination of arguments is 2, with a remedy', () => {
    const { status, printed } = reported(
      new UsageError('--resume needs the folder of the run.', 'Give it with --out.'),
    );
    assert.equal(status, 2);
    assert.equal(printed, 'signs-lab: --resume needs the folder of the run.\n  Give it with --out.\n');
  });
  test('an error of a host is 2 if the argument was wrong, else 1', () => {
    const failure = { message: 'no.', remedy: 'Do this.' };
    assert.equal(reported(new HostError({ ...failure, badArgument: true })).status, 2);
    assert.deepEqual(reported(new HostError({ ...failure, badArgument: false })), {
      status: 1,
      printed: 'signs-lab: no.\n  Do this.\n',
    });
  });
  test('an error without a remedy is a bug, and says how to report it; --debug shows the stack instead', () => {
    for (const error of [new TypeError('x is not a function'), new HostError({ message: 'x', badArgument: false })]) {
      const { status, printed } = reported(error);
      assert.equal(status, 1);
      assert.match(printed, /bug in Signs Lab.*--debug/);
      assert.doesNotMatch(printed, /\n\s+at /);
      assert.match(reported(error, true).printed, /\n\s+at /);
    }
  });
  test('--debug shows what the host printed', () => {
    const error = new HostError({ message: 'died.', remedy: 'Again.', badArgument: false, stack: 'last words' });
    assert.equal(reported(error, true).printed, 'signs-lab: died.\n  Again.\nlast words\n');
  });
  test('a thrown string is a message', () => {
    assert.match(reported('just a text').printed, /^signs-lab: just a text\n/);
  });
});

describe('arguments', () => {
  const refuses = (parse: (text: string) => unknown, ...texts: string[]) => {
    for (const text of texts) assert.throws(() => parse(text), { code: 'commander.invalidArgument' }, `"${text}"`);
  };
  test('a whole number within its bounds', () => {
    const parse = wholeNumber(0, 10);
    assert.deepEqual(['0', '10', '007'].map(parse), [0, 10, 7]);
    refuses(parse, '', ' ', '-1', '11', '1.5', '1e1', '0x5', 'abc', 'NaN', 'Infinity');
  });
  test('a share above 0 and at most 0.9', () => {
    assert.deepEqual(['0.15', '0.9', '1e-3'].map(share), [0.15, 0.9, 0.001]);
    refuses(share, '', '0', '-0.1', '0.91', '15%', 'NaN');
  });
  test('a place is not empty and no longer than any path', () => {
    assert.equal(place('a folder'), 'a folder');
    refuses(place, '', ' \t', 'x'.repeat(4097));
  });
});
