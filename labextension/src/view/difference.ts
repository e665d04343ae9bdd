/**
 * Where two texts differ: what they share at the start, the part that is
 * their own, what they share at the end.
 */
export interface IDifference {
  before: string;
  expected: string;
  got: string;
  after: string;
}

/** Characters that belong together: a number or a name is not torn apart. */
const WORD = /[\w.]/;

export function difference(expected: string, got: string): IDifference {
  const shorter = Math.min(expected.length, got.length);
  let start = 0;
  while (start < shorter && expected[start] === got[start]) {
    start++;
  }
  let end = 0;
  while (
    end < shorter - start &&
    expected[expected.length - 1 - end] === got[got.length - 1 - end]
  ) {
    end++;
  }
  if (start < expected.length || start < got.length) {
    while (start > 0 && WORD.test(expected[start - 1]) && tears(start)) {
      start--;
    }
    while (
      end > 0 &&
      WORD.test(expected[expected.length - end]) &&
      tearsEnd()
    ) {
      end--;
    }
  }
  return {
    before: expected.slice(0, start),
    expected: expected.slice(start, expected.length - end),
    got: got.slice(start, got.length - end),
    after: end > 0 ? expected.slice(-end) : ''
  };

  function tears(at: number): boolean {
    return WORD.test(expected[at] ?? '') || WORD.test(got[at] ?? '');
  }

  function tearsEnd(): boolean {
    return (
      WORD.test(expected[expected.length - end - 1] ?? '') ||
      WORD.test(got[got.length - end - 1] ?? '')
    );
  }
}
