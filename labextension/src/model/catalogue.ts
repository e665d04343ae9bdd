import { CodifyClient } from '../api';
import { IProblemSet, IProblemSummary, ISkill, ISuggestion } from '../wire';
import { Observable } from './observable';
import { Resource } from './resource';

/**
 * What there is to do and how far the student is: sets, skills, suggestion.
 */
export class Catalogue extends Observable {
  constructor(client: CodifyClient) {
    super();
    this.sets = new Resource(() => client.problemSets());
    this.problems = new Resource(() => client.problems());
    this.skills = new Resource(() => client.skills());
    this.next = new Resource(() => client.next());
    for (const part of this._parts) {
      part.changed.connect(() => this.emitChanged());
    }
  }

  readonly sets: Resource<IProblemSet[]>;
  readonly problems: Resource<IProblemSummary[]>;
  readonly skills: Resource<ISkill[]>;
  readonly next: Resource<ISuggestion>;

  /** Problems that are in no set. */
  get loose(): IProblemSummary[] {
    const placed = new Set(
      (this.sets.value ?? []).flatMap(set => set.items.map(item => item.slug))
    );
    return (this.problems.value ?? []).filter(one => !placed.has(one.slug));
  }

  ensure(): void {
    this._parts.forEach(part => part.ensure());
  }

  /** Load all again, once it has been looked at. */
  async refresh(): Promise<void> {
    if (this.sets.value !== null || this.sets.error !== null) {
      await Promise.all(this._parts.map(part => part.load()));
    }
  }

  private get _parts(): Resource<any>[] {
    return [this.sets, this.problems, this.skills, this.next];
  }
}
