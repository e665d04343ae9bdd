import { CodifyClient } from '../api';
import { CodifyError } from '../failure';
import { CodifyEvent, HintPart, ILadder, IMessage } from '../wire';
import { Observable } from './observable';
import { Resource } from './resource';

/** How many messages the server gives at a time (its default `limit`). */
const PAGE = 50;

/**
 * The conversation with the tutor about one problem.
 */
export class Conversation extends Observable {
  constructor(client: CodifyClient, slug: string) {
    super();
    this._client = client;
    this._slug = slug;
    this._stored = new Resource(() => client.messages(slug));
    this._stored.changed.connect(() => this._merge());
    this.ladder = new Resource(async () => {
      const ladder = await client.ladder(slug);
      this._opensAt = Date.now() + 1000 * ladder.wait_s;
      return ladder;
    });
    this.ladder.changed.connect(() => this.emitChanged());
  }

  /** Where the student stands on the hint ladder. */
  readonly ladder: Resource<ILadder>;

  /** Seconds until the next rung opens. */
  get opensIn(): number {
    return Math.max(0, Math.ceil((this._opensAt - Date.now()) / 1000));
  }

  /** A question to think about while an answer forms. */
  get reflection(): string | null {
    return this._reflection;
  }

  /** Oldest first. */
  get messages(): readonly IMessage[] {
    return this._messages;
  }

  get loaded(): boolean {
    return this._stored.value !== null;
  }

  get loadError(): CodifyError | null {
    return this._stored.error;
  }

  /** Whether older messages may be on the server. */
  get hasEarlier(): boolean {
    return this._hasEarlier;
  }

  /** The question that could not be asked, and why. */
  get unasked(): { text: string; error: CodifyError } | null {
    return this._unasked;
  }

  /** Whether an answer is on its way. */
  get busy(): boolean {
    return this._asking !== null || this.streaming !== null;
  }

  /** The message that is being written. */
  get streaming(): IMessage | null {
    return this._messages.find(one => one.state === 'streaming') ?? null;
  }

  /** The hint that was given last. */
  get lastHint(): IMessage | null {
    return (
      [...this._messages]
        .reverse()
        .find(one => one.role === 'assistant' && one.rung !== null) ?? null
    );
  }

  /** What stands in the input, so that other panels can prepare a question. */
  get draft(): string {
    return this._draft;
  }
  set draft(text: string) {
    if (text !== this._draft) {
      this._draft = text;
      this.emitChanged();
    }
  }

  ensure(): void {
    this._stored.ensure();
    this.ladder.ensure();
  }

  reload(): Promise<void> {
    return this._stored.load();
  }

  async loadEarlier(): Promise<void> {
    const first = this._messages[0];
    if (!first) {
      return;
    }
    const earlier = await this._client.messages(this._slug, first.id);
    this._hasEarlier = earlier.length >= PAGE;
    this._messages = [...earlier, ...this._messages];
    this.emitChanged();
  }

  /** Take a part of a hint or an answer as it arrives. */
  take(part: HintPart): void {
    if ('message' in part) {
      this._put(part.message);
    } else {
      const { message_id, delta } = part;
      const found = this._messages.find(one => one.id === message_id);
      if (found && found.state === 'streaming') {
        this._put({ ...found, text: found.text + delta });
      }
    }
    this.emitChanged();
  }

  /**
   * Ask the tutor.
   *
   * @param code - the solution cell as it is now.
   */
  async ask(text: string, code: string | null): Promise<void> {
    if (this._asking || !text.trim()) {
      return;
    }
    const question = code === null ? { text } : { text, code };
    await this._follow(text, signal =>
      this._client.ask(this._slug, question, signal)
    );
  }

  /** Ask for the next rung of the ladder. */
  async climb(): Promise<void> {
    if (!this._asking) {
      await this._follow('', signal => this._client.climb(this._slug, signal));
      await this.ladder.load();
    }
  }

  private async _follow(
    text: string,
    ask: (signal: AbortSignal) => AsyncGenerator<CodifyEvent>
  ): Promise<void> {
    const asking = new AbortController();
    this._asking = asking;
    this._unasked = null;
    this.emitChanged();
    let stored = false;
    try {
      for await (const { event, data } of ask(asking.signal)) {
        if (event === 'message') {
          stored = true;
          this.take('message' in data ? data : { message: data });
        } else if (event === 'delta' || event === 'hint') {
          this.take(data);
        } else if (event === 'reflection') {
          this._reflection = data.text;
          this.emitChanged();
        } else if (event === 'error') {
          throw new CodifyError(data.message, data.reason, 200);
        }
      }
    } catch (error) {
      this._endStreaming('failed');
      const failure = error as CodifyError;
      if (stored && failure.away) {
        // The answer may have been written to its end without us.
        void this.reload();
      } else if (!failure.aborted) {
        this._unasked = { text: stored ? '' : text, error: failure };
      }
    } finally {
      this._asking = null;
      this._reflection = null;
      this.emitChanged();
    }
  }

  /** Stop what is being written; what was written stays. */
  async stop(): Promise<void> {
    const streaming = this.streaming;
    this._endStreaming('stopped');
    this._asking?.abort();
    this.emitChanged();
    if (streaming) {
      await this._client.stopMessage(streaming.id);
    }
  }

  /** Rate an answer; the same thumb again takes the rating back. */
  async rate(message: IMessage, rating: -1 | 1): Promise<void> {
    const wanted = message.rating === rating ? null : rating;
    this.take({ message: { ...message, rating: wanted } });
    try {
      this.take({ message: await this._client.rate(message.id, wanted) });
    } catch {
      this.take({ message });
    }
  }

  private _put(message: IMessage): void {
    const at = this._messages.findIndex(one => one.id === message.id);
    const stopped = at >= 0 && this._messages[at].state === 'stopped';
    if (at < 0) {
      this._messages = [...this._messages, message];
    } else if (!(stopped && message.state === 'streaming')) {
      this._messages = this._messages.map((one, i) =>
        i === at ? message : one
      );
    }
  }

  private _endStreaming(state: 'stopped' | 'failed'): void {
    this._messages = this._messages.map(one =>
      one.state === 'streaming' ? { ...one, state } : one
    );
  }

  private _merge(): void {
    const stored = this._stored.value;
    if (stored && stored !== this._seen) {
      this._seen = stored;
      this._hasEarlier = stored.length >= PAGE;
      const known = new Set(stored.map(one => one.id));
      const newest = stored[stored.length - 1]?.id ?? 0;
      this._messages = [
        ...stored,
        ...this._messages.filter(one => !known.has(one.id) && one.id > newest)
      ];
      if (this.streaming && !this._asking) {
        // Begun before a reload of the page: look again until it has ended.
        setTimeout(() => void this.reload(), 1500);
      }
    }
    this.emitChanged();
  }

  private _client: CodifyClient;
  private _slug: string;
  private _stored: Resource<IMessage[]>;
  private _seen: IMessage[] | null = null;
  private _messages: IMessage[] = [];
  private _hasEarlier = false;
  private _asking: AbortController | null = null;
  private _unasked: { text: string; error: CodifyError } | null = null;
  private _draft = '';
  private _opensAt = 0;
  private _reflection: string | null = null;
}
