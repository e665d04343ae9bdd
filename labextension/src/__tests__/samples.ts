import type { IMessage, IProblem, ISubmission, IVerdict } from '../wire';

export const problem: IProblem = {
  id: '7f0c2f0e-0000-4000-8000-000000000001',
  slug: 'running-mean',
  title: 'Running mean',
  difficulty: 'easy',
  tags: ['lists', 'slicing'],
  points: 6,
  state: 'tried',
  attempts: 1,
  entry: 'running_mean',
  entry_names: ['running_mean'],
  prompt_md: 'Write `running_mean(xs, k)`.',
  starter: '',
  tests: [
    {
      id: 'ex1',
      name: 'running_mean([1, 2, 3, 4], 2)',
      kind: 'call',
      group: 'basics',
      visibility: 'public',
      call: 'running_mean([1, 2, 3, 4], 2)',
      expected: { returns: '[1.5, 2.5, 3.5]' }
    },
    {
      id: 'short',
      name: 'list shorter than k',
      kind: 'call',
      group: 'basics',
      visibility: 'public',
      call: 'running_mean([1], 3)',
      expected: { returns: '[]' }
    }
  ],
  hidden_tests: 2,
  place: {
    set: 'first-steps',
    title: 'First steps',
    index: 2,
    total: 3,
    previous: 'leap-years',
    next: null
  }
};

export const runVerdict: IVerdict = {
  status: 'wrong_answer',
  score: 0.5,
  points: 1,
  possible: 2,
  runtime_ms: 2.4,
  summary: '1 of 2 public tests passed.',
  public: { passed: 1, total: 2 },
  hidden: { passed: 0, total: 0 },
  tests: [
    { ...problem.tests[0], status: 'passed', runtime_ms: 0.1 },
    {
      ...problem.tests[1],
      status: 'failed',
      runtime_ms: 0.1,
      got: { returns: '[0.5]' },
      stdout: 'looking at [1]\n'
    }
  ]
};

export const hiddenVerdict: IVerdict = {
  ...runVerdict,
  summary: '2 of 2 public tests passed, 1 hidden test failed.',
  public: { passed: 2, total: 2 },
  hidden: { passed: 1, total: 2 },
  tests: [
    runVerdict.tests[0],
    { ...problem.tests[1], status: 'passed', got: { returns: '[]' } },
    {
      id: 'hidden-1',
      name: 'Hidden test 1',
      group: 'hidden',
      visibility: 'hidden',
      status: 'passed'
    },
    {
      id: 'hidden-2',
      name: 'Hidden test 2',
      group: 'hidden',
      visibility: 'hidden',
      status: 'failed'
    }
  ]
};

export const submission: ISubmission = {
  id: 5,
  problem: 'running-mean',
  status: 'wrong_answer',
  score: 0.5,
  runtime_ms: 3,
  public: { passed: 2, total: 2 },
  hidden: { passed: 1, total: 2 },
  created_at: '2026-03-01T10:00:00Z'
};

export function message(more: Partial<IMessage>): IMessage {
  return {
    id: 1,
    submission_id: 5,
    role: 'assistant',
    text: '',
    source: 'builtin',
    model: null,
    rung: 1,
    state: 'complete',
    rating: null,
    created_at: '2026-03-01T10:00:00Z',
    ...more
  };
}
