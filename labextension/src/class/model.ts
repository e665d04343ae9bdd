import type { CodifyClient } from '../api';
import { follow } from '../model/follow';
import { Observable } from '../model/observable';
import { Resource } from '../model/resource';
import { IServerEvent } from '../sse';
import { arrange, IArrangement, isStuck, PLAIN, withCells } from './arranging';
import { ClassClient } from './client';
import { Inbox } from './inbox';
import { nicknames } from './nicknames';
import { SetsModel } from './sets';
import * as Wire from './wire';

/** What fills the class view. */
export type Page =
  | { kind: 'grid' | 'problems' | 'risk' | 'questions' | 'sets' }
  | { kind: 'report'; problem: string }
  | { kind: 'student'; student: number; problem?: string; attempt?: number };

/** After a change, so long (ms) until what was made of it is read again. */
const SETTLE = 3000;
/** How often (ms) it is looked whether somebody is no longer stuck. */
const TICK = 15000;
const ANONYMOUS = 'codify-jupyter:class-anonymous';

/**
 * One course, as its instructors see it.
 */
export class ClassModel extends Observable {
  constructor(
    client: CodifyClient,
    readonly course: string
  ) {
    super();
    this._client = new ClassClient(client, course);
    this.inbox = new Inbox(this._client);
    this.inbox.changed.connect(() => this.emitChanged());
    this.sets = new SetsModel(this._client, () => void this._readAgain());
    this.sets.changed.connect(() => this.emitChanged());
    this._sheet = this._newSheet(null);
    this._anonymous = Private.storage()?.getItem(ANONYMOUS) === 'true';
  }

  readonly inbox: Inbox;
  readonly sets: SetsModel;

  /** The cell that was left for a page behind it, to come back to. */
  left: { student: number | null; column: number } | null = null;

  get grid(): Resource<Wire.IClassGrid> {
    return this._sheet.grid;
  }

  get items(): Resource<Wire.IItem[]> {
    return this._sheet.items;
  }

  get atRisk(): Resource<Wire.IAtRisk> {
    return this._sheet.atRisk;
  }

  /** Whether changes arrive by themselves; null until that is known. */
  get live(): boolean | null {
    return this._live;
  }

  get page(): Page {
    return this._pages[this._pages.length - 1];
  }

  /** The page of the tabs that the page lies in. */
  get root(): Page {
    return this._pages[0];
  }

  /** How the rows are arranged. */
  get arrangement(): IArrangement {
    return this._arrangement;
  }

  /** The rows that are shown, in order. */
  get rows(): Wire.IClassStudent[] {
    const students = this.grid.value?.students ?? [];
    const nameOf = (one: Wire.IClassStudent) => this.nameOf(one.id, one);
    return arrange(students, this._arrangement, nameOf, Date.now());
  }

  /** Whether nicknames stand for names. */
  get anonymous(): boolean {
    return this._anonymous;
  }
  set anonymous(anonymous: boolean) {
    this._anonymous = anonymous;
    Private.storage()?.setItem(ANONYMOUS, String(anonymous));
    this.emitChanged();
  }

  /** Begin to listen; what is shown is loaded when the stream says so. */
  start(): void {
    if (this._listening) {
      return;
    }
    this._listening = new AbortController();
    void follow(
      this._client.client,
      this._client.events,
      this._listening.signal,
      event => this._take(event),
      open => {
        if (open !== this._live) {
          this._live = open;
          this.emitChanged();
        }
      }
    );
    this.grid.ensure();
    this._ticking = setInterval(() => this._tick(), TICK);
  }

  stop(): void {
    this.sets.stop();
    this._listening?.abort();
    this._listening = null;
    clearInterval(this._ticking);
    clearTimeout(this._settling);
  }

  chooseSet(set: string): void {
    this._sheet = this._newSheet(set);
    this.grid.ensure();
    this._load(this.page);
    this.emitChanged();
  }

  arrangeBy(changes: Partial<IArrangement>): void {
    this._arrangement = { ...this._arrangement, ...changes };
    this.emitChanged();
  }

  /** Go to a page; those in the tabs have none before them. */
  open(page: Page): void {
    const inside = page.kind === 'report' || page.kind === 'student';
    this._pages = inside ? [...this._pages, page] : [page];
    this._load(page);
    this.emitChanged();
  }

  /** Go on within the page. */
  replace(page: Page): void {
    this._pages = [...this._pages.slice(0, -1), page];
    this._load(page);
    this.emitChanged();
  }

  back(): void {
    if (this._pages.length > 1) {
      this._pages = this._pages.slice(0, -1);
      this.emitChanged();
    }
  }

  report(problem: string): Resource<Wire.IReport> {
    return this._kept(this._reports, problem, () =>
      this._client.report(problem)
    );
  }

  attempts(student: number, problem: string): Resource<Wire.IAttempts> {
    return this._kept(this._attempts, `${student} ${problem}`, () =>
      this._client.attempts(student, problem)
    );
  }

  attempt(
    student: number,
    problem: string,
    submission: number
  ): Resource<Wire.IAttempt> {
    return this._kept(this._attempt, `${submission}`, () =>
      this._client.attempt(student, problem, submission)
    );
  }

  student(id: number): Wire.IClassStudent | null {
    return this.grid.value?.students.find(one => one.id === id) ?? null;
  }

  /** What a student is called on this screen. */
  nameOf(id: number, named?: Wire.INamed | null): string {
    if (this._anonymous) {
      return this._nicknames().get(id) ?? '…';
    }
    const known = named ?? this.student(id);
    return known?.display_name || known?.name || '…';
  }

  private _nicknames(): Map<number, string> {
    const grid = this.grid.value;
    if (grid && this._nicknamed !== grid.students.length) {
      this._nicknamed = grid.students.length;
      this._nicks = nicknames(
        this.course,
        grid.students.map(one => one.id)
      );
    }
    return this._nicks;
  }

  private _newSheet(set: string | null): Private.ISheet {
    const sheet = {
      grid: new Resource(() => this._client.grid(set)),
      // Of the set that the grid shows, which the server may have chosen.
      items: new Resource(() => this._client.items(set ?? this._shownSet)),
      atRisk: new Resource(() => this._client.atRisk(set ?? this._shownSet))
    };
    for (const part of Object.values(sheet)) {
      part.changed.connect(() => this.emitChanged());
    }
    sheet.grid.changed.connect(() => {
      const counts = sheet.grid.value?.questions;
      if (counts && counts !== this._counted) {
        this._counted = counts;
        this.inbox.count(counts);
      }
      if (!sheet.grid.loading && this._sinceLoading.length > 0) {
        this._put(this._sinceLoading.splice(0));
      }
    });
    return sheet;
  }

  private get _shownSet(): string | null {
    return this.grid.value?.set ?? null;
  }

  private _load(page: Page): void {
    if (page.kind === 'problems') {
      void this.items.load();
    } else if (page.kind === 'risk') {
      void this.atRisk.load();
    } else if (page.kind === 'questions') {
      this.inbox.load();
    } else if (page.kind === 'sets') {
      this.sets.refresh();
    }
  }

  private _kept<T>(
    kept: Map<string, Resource<T>>,
    key: string,
    fetch: () => Promise<T>
  ): Resource<T> {
    let resource = kept.get(key);
    if (!resource) {
      resource = new Resource(fetch);
      resource.changed.connect(() => this.emitChanged());
      kept.set(key, resource);
    }
    resource.ensure();
    return resource;
  }

  private _take({ event, data }: IServerEvent): void {
    if (event === 'resync') {
      void this._readAgain();
      this._settle();
    } else if (event === 'cells') {
      if (this.grid.loading) {
        // What is on its way may be older: to be put into it when it is here.
        this._sinceLoading.push(...data.cells);
      }
      this._put(data.cells);
      this._settle();
    } else if (event === 'questions') {
      this.inbox.count(data);
      this.inbox.refresh();
    }
  }

  private _put(cells: Wire.IChangedCell[]): void {
    const grid = this.grid.value;
    const changed = grid && withCells(grid, cells);
    if (changed) {
      this.grid.set(changed);
    } else {
      void this._readAgain();
    }
  }

  /** Read the grid from now on: one that is on its way began too early. */
  private async _readAgain(): Promise<void> {
    const { grid } = this;
    if (grid.loading) {
      await grid.load();
    }
    await grid.load();
  }

  /** Read again, once things have settled, what is made of what has changed. */
  private _settle(): void {
    this._settling ??= setTimeout(() => {
      this._settling = undefined;
      this._load(this.page);
      const { page } = this;
      if (page.kind === 'report') {
        void this._reports.get(page.problem)?.load();
      } else if (page.kind === 'student') {
        void this._attempts.get(`${page.student} ${page.problem}`)?.load();
      }
    }, SETTLE);
  }

  private _tick(): void {
    const stuck = (now: number) =>
      this.grid.value?.students
        .flatMap(one => one.cells)
        .filter(cell => isStuck(cell, now)).length;
    if (stuck(Date.now()) !== stuck(Date.now() - TICK)) {
      this.emitChanged();
    }
  }

  private _client: ClassClient;
  private _sheet: Private.ISheet;
  /** What the grid came with; newer counts come by themselves. */
  private _counted: Wire.ICounts | null = null;
  private _sinceLoading: Wire.IChangedCell[] = [];
  private _live: boolean | null = null;
  private _pages: Page[] = [{ kind: 'grid' }];
  private _arrangement = PLAIN;
  private _anonymous: boolean;
  private _nicks = new Map<number, string>();
  private _nicknamed = -1;
  private _reports = new Map<string, Resource<Wire.IReport>>();
  private _attempts = new Map<string, Resource<Wire.IAttempts>>();
  private _attempt = new Map<string, Resource<Wire.IAttempt>>();
  private _listening: AbortController | null = null;
  private _ticking: ReturnType<typeof setInterval> | undefined;
  private _settling: ReturnType<typeof setTimeout> | undefined;
}

namespace Private {
  /** What is read for one set. */
  export interface ISheet {
    grid: Resource<Wire.IClassGrid>;
    items: Resource<Wire.IItem[]>;
    atRisk: Resource<Wire.IAtRisk>;
  }

  /** Read at once, before any name is drawn; null where a browser forbids it. */
  export function storage(): Storage | null {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }
}
