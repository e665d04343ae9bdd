import { difference } from '../view/difference';

describe('difference', () => {
  it('marks what is too much', () => {
    expect(difference('[1.5, 2.5]', '[1.5, 2.5, 2.0]')).toEqual({
      before: '[1.5, 2.5',
      expected: '',
      got: ', 2.0',
      after: ']'
    });
  });

  it('marks all of a filled list beside an empty one', () => {
    const part = difference('[]', '[0.5]');
    expect([part.before, part.got, part.after]).toEqual(['[', '0.5', ']']);
  });

  it('does not tear a number apart', () => {
    const part = difference('[1, 125, 3]', '[1, 135, 3]');
    expect([part.expected, part.got]).toEqual(['125', '135']);
  });

  it('keeps both texts whole', () => {
    const pairs = [
      ['abc', 'abc'],
      ['', 'x'],
      ['aa', 'aaa'],
      ['hello world', 'hello  word'],
      ['None', '[]']
    ];
    for (const [expected, got] of pairs) {
      const part = difference(expected, got);
      expect(part.before + part.expected + part.after).toBe(expected);
      expect(part.before + part.got + part.after).toBe(got);
    }
  });

  it('marks nothing where nothing differs', () => {
    const part = difference('42', '42');
    expect([part.expected, part.got]).toEqual(['', '']);
  });
});
