import type { CodifyClient } from '../api';
import type { IMessage, IPassedOn } from '../wire';
import * as Wire from './wire';

/** How long (ms) to wait while a problem is judged before it is stored. */
const SENDING = 90000;

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

  async sets(): Promise<Wire.ITaughtSet[]> {
    return (await this._get('sets')).sets;
  }

  /** Store a problem as its newest version, once it is judged. */
  async send(
    problem: string,
    written: { name: string; files: { [name: string]: string } }
  ): Promise<Wire.ISentProblem> {
    const { name, files } = written;
    const path = `${this._path}/${Private.problem(problem)}`;
    const body = { name, files };
    return (await this.client.json('PUT', path, body, undefined, SENDING))
      .problem;
  }

  /** Make a set, which nobody sees until it is published. */
  async makeSet(
    set: string,
    title: string,
    problems: string[]
  ): Promise<Wire.ITaughtSet> {
    return (await this._put(Private.set(set), { title, items: problems })).set;
  }

  /** Put a problem at the end of a set, unless it is there. */
  async addProblem(set: string, problem: string): Promise<Wire.ITaughtSet> {
    const path = `${Private.set(set)}/${Private.problem(problem)}`;
    return (await this._put(path)).set;
  }

  async publish(set: string): Promise<Wire.ITaughtSet> {
    return (await this._put(`${Private.set(set)}/publication`)).set;
  }

  /** Show a set to students no more. */
  withdraw(set: string): Promise<void> {
    return this._delete(`${Private.set(set)}/publication`);
  }

  /** The grades of a set as CSV. */
  grades(set: string): Promise<string> {
    const path = `${Private.set(set)}/grades?format=nbgrader`;
    return this.client.text(`${this._path}/${path}`);
  }

  /** How far judging again is, and what it would change. */
  async rejudgement(problem: string): Promise<Wire.IRejudgement> {
    return (await this._get(Private.rejudgement(problem))).rejudgement;
  }

  /** Begin to judge again, or go on. */
  async rejudge(problem: string): Promise<Wire.IRejudgement> {
    const path = `${this._path}/${Private.rejudgement(problem)}`;
    return (await this.client.json('POST', path, {})).rejudgement;
  }

  stopRejudging(problem: string): Promise<void> {
    return this._delete(Private.rejudgement(problem));
  }

  /** Let the new results count; who would lose points keeps the better one. */
  async letCount(problem: string): Promise<Wire.IApplied> {
    const path = `${Private.rejudgement(problem)}/results`;
    return (await this._put(path, { keep: 'better' })).applied;
  }

  private _put(path: string, body: object = {}): Promise<any> {
    return this.client.json('PUT', `${this._path}/${path}`, body);
  }

  private _delete(path: string): Promise<void> {
    return this.client.json('DELETE', `${this._path}/${path}`);
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

  export function set(set: string): string {
    return `sets/${encodeURIComponent(set)}`;
  }

  export function problem(problem: string): string {
    return `problems/${encodeURIComponent(problem)}`;
  }

  export function rejudgement(problem: string): string {
    return `${Private.problem(problem)}/rejudgement`;
  }

  export function attempts(student: number, problem: string): string {
    return `students/${student}/problems/${encodeURIComponent(problem)}/attempts`;
  }
}
