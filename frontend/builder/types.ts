/** What the server hands in and takes back. Texts are in the plain syntax people type; the server keeps runs. */
export interface Source { src: string }
export interface Block { id: string; type: string; props: Props }
export type Props = Readonly<Record<string, unknown>>;
export type Variant = Readonly<Record<string, unknown>>;
export interface Document { channel: string; variants: Readonly<Record<string, Variant>> }

/** `input` says which control a property gets. */
export interface Field {
  name: string;
  label: string;
  help: string;
  input: "runs" | "line" | "choice" | "number" | "switch" | "words" | "url" | "asset" | "list" | "columns" | "numbers" | "choices";
  choices: readonly (readonly [string, string])[];
  fields: readonly Field[];
  least: number | null;
  most: number | null;
  /** Letters after which a phone cuts the line. */
  shown: number;
  starts: unknown;
}
export interface Kind {
  type: string;
  label: string;
  icon: string;
  fields: readonly Field[];
  starts: Readonly<Record<string, Props>>;
  isLocked: boolean;
  fitsColumns: boolean;
}
export interface TokenLine {
  key: string;
  label: string;
  group: string;
  formats: readonly (readonly [string, string])[];
  needsFallback: boolean;
  isLink: boolean;
}
export interface VariantName { key: string; language: string; tone: string; lang: string; label: string }

export interface Given {
  document: Document;
  revision: number;
  variant: string;
  variants: readonly VariantName[];
  heads: readonly Field[];
  /** A text nobody has written yet. */
  blank: Variant;
  kinds: readonly Kind[];
  tokens: readonly TokenLine[];
  creditors: readonly (readonly [string, string])[];
  uses: { blocks: boolean; inbox: boolean; plain: boolean; phone: boolean; sms: boolean; test: boolean };
  may: { edit: boolean };
  urls: Readonly<Record<"show" | "check" | "save" | "cases" | "test" | "publish" | "upload" | "edit", string>>;
  words: Readonly<Record<string, string>>;
}

export interface Fault { variant: string; block: string; prop: string; place: string; words: string; stops: boolean }
export interface Reading { block: string; prop: string; place: string; words: number; ease: number; band: string }
export interface Checked {
  faults: readonly Fault[];
  subject: string;
  preheader: string;
  sender: string;
  plain: string;
  /** The plain part made from the blocks, in the syntax people type: where writing it by hand begins. */
  plainSource: string;
  bytes: number;
  reading: { words: number; ease: number | null; band: string; texts: readonly Reading[] };
  sms: { encoding: string; units: number; parts: number; left: number; outside: readonly string[] } | null;
  values: Readonly<Record<string, string>>;
}
