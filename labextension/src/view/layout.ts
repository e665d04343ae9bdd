import { DockPanelSvg } from '@jupyterlab/ui-components';
import { DockLayout, Widget } from '@lumino/widgets';
import { JSONObject } from '@lumino/coreutils';
import { Message } from '@lumino/messaging';
import { Debouncer } from '@lumino/polling';

import { Observable } from '../model/observable';

/** From this width on (px) tests and tutor stand side by side. */
export const SIDE_BY_SIDE = 760;

type Mode = 'wide' | 'narrow';

/** Where a dragged layout is kept. */
export interface ILayoutStore {
  fetch(): Promise<JSONObject | undefined>;
  save(layouts: JSONObject): Promise<void>;
}

/** Says whether the column is narrow. */
export class Room extends Observable {
  get narrow(): boolean {
    return this._narrow;
  }
  set narrow(narrow: boolean) {
    if (narrow !== this._narrow) {
      this._narrow = narrow;
      this.emitChanged();
    }
  }
  private _narrow = true;
}

/**
 * The panels of the workspace, which students may drag and resize. There are
 * two layouts, for a wide and for a narrow column; each keeps what was made
 * of it.
 */
export class PanelDock extends DockPanelSvg {
  constructor(panels: PanelDock.IPanels, room: Room, store: ILayoutStore) {
    super({ spacing: 4, tabsConstrained: true });
    this.addClass('jp-CodifyDock');
    this._panels = panels;
    this._room = room;
    this._store = store;
    this._save = new Debouncer(() => store.save(this._kept), 500);
    this._arrange('narrow');
    this.layoutModified.connect(() => this._keep());
    void this._recall();
  }

  /** Bring a panel to the front of its tabs. */
  reveal(panel: keyof PanelDock.IPanels): void {
    this.selectWidget(this._panels[panel]);
  }

  protected onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this._measure();
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.fit();
    this._measure();
  }

  private _measure(): void {
    const width = this.node.offsetWidth;
    if (width > 0) {
      this._arrange(width >= SIDE_BY_SIDE ? 'wide' : 'narrow');
    }
  }

  private _arrange(mode: Mode, again = false): void {
    if (mode === this._arrangement && !again) {
      return;
    }
    this._arrangement = mode;
    this._arranging = true;
    try {
      const kept = Private.read(this._kept[mode], this._panels);
      this.restoreLayout(kept ?? Private.standard(mode, this._panels));
    } finally {
      this._arranging = false;
    }
    this._room.narrow = mode === 'narrow';
  }

  private _keep(): void {
    if (!this._arranging && this._arrangement && this.isVisible) {
      const area = Private.write(this.saveLayout().main, this._panels);
      if (area) {
        this._kept = { ...this._kept, [this._arrangement]: area };
        void this._save.invoke();
      }
    }
  }

  private async _recall(): Promise<void> {
    const kept = await this._store.fetch();
    if (kept && !this.isDisposed) {
      this._kept = kept;
      this._arrange(this._arrangement ?? 'narrow', true);
    }
  }

  private _panels: PanelDock.IPanels;
  private _room: Room;
  private _store: ILayoutStore;
  private _save: Debouncer;
  private _arrangement: Mode | null = null;
  private _arranging = false;
  private _kept: JSONObject = {};
}

/**
 * A namespace for PanelDock statics.
 */
export namespace PanelDock {
  /**
   * The panels by name.
   */
  export interface IPanels {
    problem: Widget;
    attempts: Widget;
    tests: Widget;
    tutor: Widget;
  }
}

namespace Private {
  type Panels = PanelDock.IPanels;
  const NAMES: (keyof Panels)[] = ['problem', 'attempts', 'tests', 'tutor'];

  export function standard(
    mode: Mode,
    panels: Panels
  ): DockLayout.ILayoutConfig {
    const tabs = (...widgets: Widget[]): DockLayout.ITabAreaConfig => ({
      type: 'tab-area',
      widgets,
      currentIndex: 0
    });
    const below: DockLayout.AreaConfig =
      mode === 'wide'
        ? {
            type: 'split-area',
            orientation: 'horizontal',
            children: [tabs(panels.tests), tabs(panels.tutor)],
            sizes: [1.08, 1]
          }
        : tabs(panels.tests, panels.tutor);
    return {
      main: {
        type: 'split-area',
        orientation: 'vertical',
        children: [tabs(panels.problem, panels.attempts), below],
        sizes: [1, 1.18]
      }
    };
  }

  /** A layout with names in the place of widgets. */
  export function write(
    area: DockLayout.AreaConfig | null,
    panels: Panels
  ): JSONObject | null {
    if (!area) {
      return null;
    }
    if (area.type === 'tab-area') {
      const names = area.widgets.map(widget =>
        NAMES.find(name => panels[name] === widget)!
      );
      return { type: area.type, names, currentIndex: area.currentIndex };
    }
    return {
      type: area.type,
      orientation: area.orientation,
      sizes: area.sizes,
      children: area.children.map(child => write(child, panels)!)
    };
  }

  /** The layout of what was kept; null unless it holds every panel once. */
  export function read(
    kept: unknown,
    panels: Panels
  ): DockLayout.ILayoutConfig | null {
    const found: string[] = [];
    const main = area(kept);
    const whole = [...found].sort().join() === [...NAMES].sort().join();
    return main && whole ? { main } : null;

    function area(value: any): DockLayout.AreaConfig | null {
      if (value?.type === 'tab-area' && Array.isArray(value.names)) {
        const names = (value.names as (keyof Panels)[]).filter(name =>
          NAMES.includes(name)
        );
        found.push(...names);
        return {
          type: 'tab-area',
          widgets: names.map(name => panels[name]),
          currentIndex: Number(value.currentIndex) || 0
        };
      }
      if (value?.type === 'split-area' && Array.isArray(value.children)) {
        const children = (value.children as unknown[])
          .map(area)
          .filter(child => child !== null);
        return {
          type: 'split-area',
          orientation:
            value.orientation === 'horizontal' ? 'horizontal' : 'vertical',
          children,
          sizes: (value.sizes as unknown[])?.map(Number) ?? []
        };
      }
      return null;
    }
  }
}
