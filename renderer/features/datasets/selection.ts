/**
 * Selection in an ordered list of pictures, by mouse and keyboard as in a file manager: a focused place, an anchor from
 * which ranges extend, and the selected ids. Immutable: every step returns a new value.
 */
export interface Selection {
  /** Index in the list of the picture with keyboard focus; -1 where the list is empty. */
  readonly focus: number;
  /** Place from which Shift extends. */
  readonly anchor: number;
  readonly chosen: ReadonlySet<number>;
}

export const NOTHING: Selection = { focus: -1, anchor: -1, chosen: new Set() };

/** `only`: this one alone; `toggle`: adds or removes this one (Ctrl); `range`: from the anchor to here (Shift). */
export type Reach = 'only' | 'toggle' | 'range' | 'move';

/** Selects or focuses `place` of `ids`; `move` moves the focus and keeps the selection. */
export function selectAt(selection: Selection, ids: Uint32Array, place: number, reach: Reach): Selection {
  if (ids.length === 0) return NOTHING;
  const focus = Math.min(Math.max(place, 0), ids.length - 1);
  const id = ids[focus]!;
  switch (reach) {
    case 'move':
      return { ...selection, focus, anchor: selection.anchor < 0 ? focus : selection.anchor };
    case 'only':
      return { focus, anchor: focus, chosen: new Set([id]) };
    case 'toggle': {
      const chosen = new Set(selection.chosen);
      if (!chosen.delete(id)) chosen.add(id);
      return { focus, anchor: focus, chosen };
    }
    case 'range': {
      const anchor = selection.anchor < 0 ? focus : selection.anchor;
      const [from, to] = anchor < focus ? [anchor, focus] : [focus, anchor];
      return { focus, anchor, chosen: new Set(ids.subarray(from, to + 1)) };
    }
  }
}

export function selectAll(selection: Selection, ids: Uint32Array): Selection {
  return { ...selection, chosen: new Set(ids) };
}

/** After the list has changed: removed pictures are deselected; focus stays on its picture or its place. */
export function selectionIn(selection: Selection, before: Uint32Array, after: Uint32Array): Selection {
  if (after.length === 0) return NOTHING;
  const there = new Set(after);
  const chosen = new Set([...selection.chosen].filter((id) => there.has(id)));
  const place = (at: number): number => {
    const id = before[at];
    const found = id === undefined ? -1 : after.indexOf(id);
    return found >= 0 ? found : Math.min(at, after.length - 1);
  };
  return { focus: place(selection.focus), anchor: place(selection.anchor), chosen };
}

/** What an edit applies to: the selected pictures in list order, or the focused one where none is selected. */
export function targets({ focus, chosen }: Selection, ids: Uint32Array): Uint32Array {
  if (chosen.size > 0) return ids.filter((id) => chosen.has(id));
  return focus < 0 ? new Uint32Array() : ids.slice(focus, focus + 1);
}
