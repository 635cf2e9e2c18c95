/**
 * Parses Python's printed values: `[[ 1.  2.]]` as numpy prints, lists, tuples, dictionaries, JSON, `array(...)`,
 * `np.float64(...)`, `tensor(...)`, and `Z = ...` before any of them. Nothing is evaluated.
 */
import { type Token, tokensOf } from './python-tokens.ts';
import { ReadError } from './read-error.ts';

export interface ListLiteral {
  readonly kind: 'list';
  readonly items: readonly Literal[];
  /** Square brackets, parentheses, or the argument of a call like `array(...)`. */
  readonly made: 'list' | 'tuple' | 'array';
}

export interface DictLiteral {
  readonly kind: 'dict';
  readonly entries: readonly (readonly [string, Literal])[];
}

/** A number (True is 1), a string, `None`, numpy's `...`, or a container of them. */
export type Literal =
  | number
  | ListLiteral
  | DictLiteral
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'elision' };

export interface Statement {
  /** `Z` in `Z = ...`. */
  readonly name: string | null;
  readonly value: Literal;
}

/** Maximum nesting: no array is deeper, and deeply nested text must not exhaust the stack. */
const MAX_DEPTH = 32;
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const CONSTANTS = new Map<string, Literal>([
  ...['True', 'true', 'True_'].map((name): [string, Literal] => [name, 1]),
  ...['False', 'false', 'False_'].map((name): [string, Literal] => [name, 0]),
  ...['None', 'null'].map((name): [string, Literal] => [name, { kind: 'none' }]),
  ...['nan', 'NaN'].map((name): [string, Literal] => [name, Number.NaN]),
  ...['inf', 'Infinity'].map((name): [string, Literal] => [name, Infinity]),
]);
/** Calls that may wrap a value: numpy's and PyTorch's arrays, and numpy's scalars. */
const CALLS =
  /^(?:array|asarray|matrix|tensor|Tensor|ndarray|list|tuple|Parameter|bool_?|u?int\d*|float\d*|longdouble)$/;
const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/**
 * All values of the text with their names.
 * @throws ReadError if a bracket is still open at the end, or something is not a literal.
 */
export function statementsOf(text: string): Statement[] {
  const reader = new LiteralReader(tokensOf(text));
  const statements: Statement[] = [];
  while (!reader.atEnd) statements.push(reader.statement());
  return statements;
}

class LiteralReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Numbers so far, the last one, and open brackets: for the message about text that ends too early. */
  #numbers = 0;
  #last: number | null = null;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  statement(): Statement {
    const [first, second] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]];
    const named = first?.kind === 'name' && second?.kind === '=';
    if (named) this.#at += 2;
    const value = this.#value();
    if (this.#tokens[this.#at]?.kind === ',') this.#at++;
    return { name: named ? first.value : null, value };
  }

  #value(): Literal {
    const token = this.#take();
    switch (token.kind) {
      case 'number':
        this.#numbers++;
        this.#last = token.value;
        return token.value;
      case 'text':
        return { kind: 'text', value: token.value };
      case '...':
        return { kind: 'elision' };
      case 'name':
        return this.#named(token);
      case 'open':
        return token.value === '{' ? this.#dict() : this.#list(token.value);
      case 'close':
        throw this.#startsLate(token);
      default:
        throw unexpected(token);
    }
  }

  #list(opening: string): ListLiteral {
    this.#enter();
    const items: Literal[] = [];
    while (!this.#closes(CLOSING[opening]!)) {
      items.push(this.#value());
      // numpy prints only spaces between its numbers.
      if (this.#peek()?.kind === ',') this.#at++;
    }
    return { kind: 'list', items, made: opening === '(' ? 'tuple' : 'list' };
  }

  #dict(): DictLiteral {
    this.#enter();
    const entries: [string, Literal][] = [];
    while (!this.#closes('}')) {
      const key = this.#take();
      if (key.kind !== 'text' && key.kind !== 'number' && key.kind !== 'name') throw unexpected(key);
      const colon = this.#take();
      if (colon.kind !== ':') throw unexpected(colon);
      entries.push([String(key.value), this.#value()]);
      if (this.#peek()?.kind === ',') this.#at++;
    }
    return { kind: 'dict', entries };
  }

  /** `True`, `array([...], dtype=float32)`, `np.float64(1.5)`: the value of a call is its first argument. */
  #named(token: Token & { kind: 'name' }): Literal {
    const name = lastPart(token.value);
    const next = this.#peek();
    const called = next?.kind === 'open' && next.value === '(';
    const constant = CONSTANTS.get(name);
    if (!called && constant !== undefined) return constant;
    if (!called || !CALLS.test(name)) throw unknownName(token);
    this.#at++;
    this.#enter();
    const value = this.#value();
    this.#keywords();
    if (typeof value === 'number' || !('kind' in value) || value.kind !== 'list') return value;
    return { ...value, made: 'array' };
  }

  /** `, dtype=float32, shape=(2, 3))`: skipped. */
  #keywords(): void {
    while (!this.#closes(')')) {
      const comma = this.#take();
      if (comma.kind !== ',') throw unexpected(comma);
      const [name, equals] = [this.#peek(), this.#tokens[this.#at + 1]];
      if (name?.kind !== 'name' || equals?.kind !== '=') continue;
      this.#at += 2;
      // A bare name (`float32`, `torch.float64`), `<MulBackward0>` excepted, or a literal.
      if (this.#peek()?.kind === 'name') this.#at++;
      else this.#value();
    }
  }

  #enter(): void {
    if (++this.#depth <= MAX_DEPTH) return;
    throw new ReadError(`More than ${MAX_DEPTH} brackets are open at once.`, 'Paste one array as Python prints it.');
  }

  /** Whether the bracket closes here; a mismatched bracket is an error. */
  #closes(closing: string): boolean {
    const token = this.#peek();
    if (!token) throw this.#endsEarly();
    if (token.kind !== 'close') return false;
    if (token.value !== closing) throw unexpected(token);
    this.#at++;
    this.#depth--;
    return true;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.#endsEarly();
    return token;
  }

  #endsEarly(): ReadError {
    const numbers = `${this.#numbers} ${this.#numbers === 1 ? 'number' : 'numbers'}`;
    const last = this.#last === null ? '' : `, the last of them ${this.#last}`;
    const open =
      this.#depth === 0 ? '' : ` ${this.#depth} ${this.#depth === 1 ? 'bracket is' : 'brackets are'} still open.`;
    return new ReadError(
      `This is half an array: the text ends after ${numbers}${last}.${open}`,
      'Copy it down to its last bracket, or save it with np.save and drop the file here.',
    );
  }

  #startsLate({ line }: Token): ReadError {
    return new ReadError(
      `This is half an array: line ${line} closes a bracket that was never opened, after ${this.#numbers} numbers.`,
      'Copy it from its first bracket, or save it with np.save and drop the file here.',
    );
  }
}

/** A word of the text in a message: it may be as long as the text. */
function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}...` : word;
}

function unexpected(token: Token): ReadError {
  const shown = 'value' in token ? token.value : token.kind;
  return new ReadError(
    `Line ${token.line} has "${shortened(String(shown))}" where a number or a bracket is expected.`,
    'Paste only the array, as Python prints it, or save it with np.save and drop the file here.',
  );
}

function unknownName({ value, line }: Token & { kind: 'name' }): ReadError {
  return new ReadError(
    `Line ${line} has "${shortened(value)}", which is not a number: code is not run here.`,
    'Run your code in Python, and paste what it prints or drop the file that np.save wrote.',
  );
}
