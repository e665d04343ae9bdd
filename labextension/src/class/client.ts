import type { CodifyClient } from '../api';
import type { IMessage, IPassedOn } from '../wire';
import * as Wire from './wire';

/**
 * What the HTTP API has for those who teach a course.
 */
export class ClassClient {
  constructor(client: CodifyClient, course: string) {
    this.client = client;
    this._path = `courses/${encodeURIComponent(course)}`;
  }

  readonly client: CodifyClient;

  /** Where the live changes come from. */
  get events(): string {
    return `${this._path}/class/events`;
  }

  grid(set: string | null): Promise<Wire.IClassGrid> {
    return this._get(`class${Private.ofSet(set)}`);
  }

  async items(set: string | null): Promise<Wire.IItem[]> {
    return (await this._get(`class/items${Private.ofSet(set)}`)).items;
  }

  atRisk(set: string | null): Promise<Wire.IAtRisk> {
    return this._get(`class/at-risk${Private.ofSet(set)}`);
  }

  report(problem: string): Promise<Wire.IReport> {
    return this._get(`problems/${encodeURIComponent(problem)}/report`);
  }

  attempts(student: number, problem: string): Promise<Wire.IAttempts> {
    return this._get(Private.attempts(student, problem));
  }

  attempt(
    student: number,
    problem: string,
    submission: number
  ): Promise<Wire.IAttempt> {
    return this._get(`${Private.attempts(student, problem)}/${submission}`);
  }

  inbox(state: 'open' | 'answered'): Promise<Wire.IInbox> {
    return this._get(`questions?state=${state}`);
  }

  question(id: number): Promise<Wire.IQuestionInFull> {
    return this._get(`questions/${id}`);
  }

  /**
   * Answer a question.
   *
   * @param seen - how many answers the instructor has before the eyes.
   */
  answer(
    id: number,
    text: string,
    seen: number
  ): Promise<{ question: IPassedOn; message: IMessage }> {
    const path = `${this._path}/questions/${id}/answers`;
    return this.client.json('POST', path, { text, seen });
  }

  private _get(path: string): Promise<any> {
    return this.client.json('GET', `${this._path}/${path}`);
  }

  private _path: string;
}

namespace Private {
  export function ofSet(set: string | null): string {
    return set === null ? '' : `?set=${encodeURIComponent(set)}`;
  }

  export function attempts(student: number, problem: string): string {
    return `students/${student}/problems/${encodeURIComponent(problem)}/attempts`;
  }
}
