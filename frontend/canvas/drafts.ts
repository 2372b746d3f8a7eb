/** What is not saved yet is kept in the tab, against a closed lid or an expired session; copied steps in the browser. */
import type { Clip, Doc } from "./types";

export interface Draft { revision: number; doc: Doc; at: string }

const draftKey = (id: number): string => `acuerdo:strategy:${id}`;
const CLIP = "acuerdo:strategy:clip";

/** Storage may be full or forbidden: then nothing is kept, and nothing breaks. */
function quietly<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

export function keepDraft(id: number, draft: Draft): void {
  quietly(() => sessionStorage.setItem(draftKey(id), JSON.stringify(draft)));
}

export function keptDraft(id: number): Draft | null {
  return quietly(() => JSON.parse(sessionStorage.getItem(draftKey(id)) ?? "null") as Draft | null);
}

export function forgetDraft(id: number): void {
  quietly(() => sessionStorage.removeItem(draftKey(id)));
}

export function keepClip(clip: Clip): void {
  quietly(() => localStorage.setItem(CLIP, JSON.stringify(clip)));
}

export function keptClip(): Clip | null {
  return quietly(() => JSON.parse(localStorage.getItem(CLIP) ?? "null") as Clip | null);
}
