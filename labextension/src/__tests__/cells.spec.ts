import {
  belongsTo,
  definedNames,
  directiveSlug,
  ICell,
  solutionCells,
  targetOf
} from '../notebook/cells';

const MEAN = { slug: 'running-mean', entry_names: ['running_mean'] };
const STACK = { slug: 'stack', entry_names: ['Stack'] };

function cell(source: string, more: Partial<ICell> = {}): ICell {
  return { id: source, type: 'code', source, ...more };
}

describe('what a cell says itself', () => {
  it('reads the directive of the first line only', () => {
    expect(directiveSlug('#| codify: running-mean\nx = 1')).toBe(
      'running-mean'
    );
    expect(directiveSlug('\n  #|codify: a1\n')).toBe('a1');
    expect(directiveSlug('x = 1\n#| codify: running-mean')).toBeNull();
    expect(directiveSlug('#| codify: Not A Slug')).toBeNull();
  });

  it('finds names at top level, not those inside', () => {
    const source =
      'async def f(x):\n    def inner(): pass\nclass Stack:\n    pass\nN: int = 3\nN == 4';
    expect([...definedNames(source)]).toEqual(['f', 'Stack', 'N']);
  });
});

describe('the problem of a cell', () => {
  const both = [MEAN, STACK];

  it('is that of its directive before all else', () => {
    const source = '#| codify: other\ndef running_mean(): ...';
    expect(belongsTo(cell(source, { slug: 'stack' }), both)).toBe('other');
  });

  it('is that whose entry it defines, even under another’s metadata', () => {
    const copied = cell('class Stack: ...', { slug: 'running-mean' });
    expect(belongsTo(copied, both)).toBe('stack');
  });

  it('is that of its metadata when it defines nothing known', () => {
    const misnamed = cell('def runing_mean(): ...', { slug: 'running-mean' });
    expect(belongsTo(misnamed, both)).toBe('running-mean');
  });

  it('is unclear when it defines the entries of two', () => {
    const source = 'def running_mean(): ...\nclass Stack: ...';
    expect(belongsTo(cell(source), both)).toEqual(['running-mean', 'stack']);
    expect(belongsTo(cell(source, { slug: 'stack' }), both)).toBe('stack');
  });

  it('is none for a scratch cell or for text', () => {
    expect(belongsTo(cell('running_mean([1], 1)'), both)).toBeNull();
    const text = cell('def running_mean(): ...', { type: 'markdown' });
    expect(belongsTo(text, both)).toBeNull();
  });
});

describe('what the panels show', () => {
  const scratch = cell('1 + 1');

  it('follows the active cell', () => {
    const active = cell('class Stack: ...');
    const target = targetOf(active, [active], [MEAN, STACK], 'running-mean');
    expect(target).toEqual({ slug: 'stack', choices: [] });
  });

  it('stays with the problem at hand in a scratch cell', () => {
    const target = targetOf(scratch, [scratch], [MEAN, STACK], 'stack');
    expect(target.slug).toBe('stack');
  });

  it('asks rather than guesses', () => {
    const target = targetOf(scratch, [scratch], [MEAN, STACK], null);
    expect(target).toEqual({ slug: null, choices: ['running-mean', 'stack'] });
  });

  it('shows the only problem there is', () => {
    expect(targetOf(null, [], [MEAN], 'elsewhere').slug).toBe('running-mean');
    expect(targetOf(scratch, [scratch], [], 'elsewhere').slug).toBeNull();
  });
});

describe('the solution cell', () => {
  const first = cell('def running_mean(): return 1');
  const second = cell('def running_mean(): return 2');
  const scratch = cell('print(1)');

  it('is the active cell when it belongs', () => {
    const found = solutionCells(
      'running-mean',
      second,
      [first, second],
      [MEAN]
    );
    expect(found.cell).toBe(second);
  });

  it('is the only one that belongs', () => {
    const cells = [scratch, first];
    const found = solutionCells('running-mean', scratch, cells, [MEAN]);
    expect(found.cell).toBe(first);
  });

  it('is asked for among several, or among free cells', () => {
    const several = solutionCells(
      'running-mean',
      scratch,
      [first, second],
      [MEAN]
    );
    expect(several).toEqual({ cell: null, candidates: [first, second] });
    const stack = cell('class Stack: ...');
    const cells = [scratch, stack, cell('')];
    const free = solutionCells('running-mean', null, cells, [MEAN, STACK]);
    expect(free).toEqual({ cell: null, candidates: [scratch] });
  });
});
