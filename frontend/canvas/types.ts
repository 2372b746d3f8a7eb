/** What the server hands in and takes back. `Doc` is exactly the server's document: structure only, no places. */
export interface Step { id: string; kind: string; data: Record<string, unknown> }
export interface Way { from: string; out: string; to: string }
export interface Doc { v: 1; name: string; title: Record<string, string>; entry: string; exit: string[]; nodes: Step[]; edges: Way[] }

export interface Outlet { name: string; label: string }

/** `data` is what a new step begins with, `outlets` the ways out it then has. */
export interface Kind { name: string; label: string; help: string; icon: string; group: string; data: Record<string, unknown>; outlets: Outlet[] }

/** What the server says of a step with these settings: its ways out, and what it does in a few words. */
export interface Told { outlets: Outlet[]; summary: string }

export interface Fault { message: string; remedy: string }
export interface StepCheck extends Told { label: string; icon: string; faults: Fault[]; active: number; moved: number; ways: Record<string, number> }
export interface Checks { steps: Record<string, StepCheck>; faults: (Fault & { step: string | null })[] }

export interface Props {
  id: number;
  doc: Doc;
  revision: number;
  editable: boolean;
  language: string;
  /** By step, for the document as it came. */
  told: Record<string, Told>;
  kinds: Kind[];
  exits: Outlet[];
  icons: Record<string, string>;
  texts: Record<string, string>;
  urls: { check: string; form: string; save: string; yaml: string; log: string; test: string; publish: string };
}

/** Ways out of one step that lead to the same place, drawn as one line; `to` is null where they lead nowhere. */
export interface Line { id: string; from: string; outs: Outlet[]; to: string | null }

/** Where something is put in: these ways out of that step. */
export interface Place { from: string; outs: string[] }

/** Steps cut or copied: `ways` are all ways out of them, `after` is where their main way led. */
export interface Clip { document: string; first: string; steps: Step[]; ways: Way[]; after: string | null }

/** What the keyboard stands on: a step, a line, or one way of a line (`<line>|<outlet>`). */
export type Spot = { step: string } | { line: string };
