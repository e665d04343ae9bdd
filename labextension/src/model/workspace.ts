import { CodifyClient } from '../api';
import { IWorkspaceModel } from '../tokens';
import { Answers } from './answers';
import { Catalogue } from './catalogue';
import { Connection } from './connection';
import { Observable } from './observable';
import { ITutorState } from '../wire';
import { Resource } from './resource';
import { ProblemSession } from './session';

/**
 * The state behind all of Codify's panels.
 */
export class WorkspaceModel extends Observable implements IWorkspaceModel {
  constructor(client: CodifyClient) {
    super();
    this.client = client;
    this.connection = new Connection(client);
    this.catalogue = new Catalogue(client);
    this.tutor = new Resource(() => client.tutor());
    this.answers = new Answers(
      client,
      () => this._sessions.values(),
      slug => this.session(slug)
    );
    this.connection.changed.connect(() => {
      for (const session of this._sessions.values()) {
        this._reachInstructor(session);
      }
    });
    this.connection.recovered.connect(() => {
      void this.catalogue.refresh();
      for (const session of this._sessions.values()) {
        session.ensure(true);
        session.resume();
      }
    });
  }

  readonly client: CodifyClient;
  readonly connection: Connection;
  readonly catalogue: Catalogue;
  readonly tutor: Resource<ITutorState>;
  readonly answers: Answers;

  get current(): ProblemSession | null {
    return this._current;
  }

  get choices(): readonly string[] {
    return this._choices;
  }

  show(slug: string | null, choices: readonly string[] = []): void {
    const session = slug === null ? null : this.session(slug);
    if (
      session === this._current &&
      choices.join(' ') === this._choices.join(' ')
    ) {
      return;
    }
    this._current = session;
    this._choices = choices;
    session?.ensure();
    this.emitChanged();
  }

  session(slug: string): ProblemSession {
    let session = this._sessions.get(slug);
    if (!session) {
      session = new ProblemSession(this.client, slug);
      session.judged.connect((sender, verdict) => {
        void this.catalogue.refresh();
        if (verdict.status === 'accepted') {
          // It says now that it is solved.
          void sender.problem.load();
          this.catalogue.next.ensure();
        }
      });
      session.instructor.changed.connect(() => this.answers.update());
      this._sessions.set(slug, session);
      this._reachInstructor(session);
    }
    return session;
  }

  /** Only students of some course can have an instructor to ask. */
  private _reachInstructor(session: ProblemSession): void {
    const courses = this.connection.me?.courses ?? [];
    if (courses.some(one => one.role === 'student')) {
      session.instructor.own.ensure();
    }
  }

  private _current: ProblemSession | null = null;
  private _choices: readonly string[] = [];
  private _sessions = new Map<string, ProblemSession>();
}
