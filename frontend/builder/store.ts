import type { Block, Checked, Document, Fault, Kind, Given, Variant } from "./types";
import * as tree from "./tree";

/** What is selected besides blocks (`b3`) and columns (`b3/0`): the lines above, the plain-text part. */
export const HEAD = "@head";
export const PLAIN = "@plain";
/** Why the views are told: typed texts need no redrawn field, the rest does. */
export type Reason = "typed" | "changed" | "selected" | "variant" | "checked" | "view" | "saved";
interface Moment { document: Document; variant: string; selected: string }

const STEPS = 100;
const SAME_TYPING = 1_200;

export class Store {
  document: Document;
  variant: string;
  selected = HEAD;
  revision: number;
  saved: Document;
  checked: Checked | null = null;
  /** The sample: a case, a creditor's brand, or neither. */
  sample = { case: "", creditor: "", label: "" };
  private past: Moment[] = [];
  private future: Moment[] = [];
  private typing = { key: "", at: 0 };
  private readonly listeners = new Set<(reason: Reason) => void>();
  private readonly kinds: Map<string, Kind>;

  constructor(readonly given: Given) {
    this.document = given.document;
    this.saved = given.document;
    this.variant = given.variant;
    this.revision = given.revision;
    this.kinds = new Map(given.kinds.map((kind) => [kind.type, kind]));
  }

  listen(listener: (reason: Reason) => void): void { this.listeners.add(listener); }
  tell(reason: Reason): void { this.listeners.forEach((listener) => listener(reason)); }

  get text(): Variant | undefined { return this.document.variants[this.variant]; }
  get blocks(): readonly Block[] { return (this.text?.["blocks"] as readonly Block[] | undefined) ?? []; }
  get isChanged(): boolean { return this.document !== this.saved; }
  get mayUndo(): boolean { return this.past.length > 0; }
  get mayRedo(): boolean { return this.future.length > 0; }
  kind(type: string): Kind | undefined { return this.kinds.get(type); }
  faultsOf(block: string): readonly Fault[] {
    return (this.checked?.faults ?? []).filter((fault) => fault.variant === this.variant && fault.block === block);
  }

  /** Replace the document; typing on in the same field (`key`) within a moment is one step of undo. */
  replace(document: Document, { key = "", selected = this.selected, variant = this.variant } = {}): void {
    const isOn = key !== "" && this.typing.key === key && Date.now() - this.typing.at < SAME_TYPING;
    if (!isOn) this.past = [...this.past, this.moment()].slice(-STEPS);
    this.typing = { key, at: Date.now() };
    this.future = [];
    const isOther = variant !== this.variant;
    Object.assign(this, { document, selected, variant });
    this.tell(isOther ? "variant" : key ? "typed" : "changed");
  }

  setText(text: Variant, options: { key?: string; selected?: string } = {}): void {
    this.replace({ ...this.document, variants: { ...this.document.variants, [this.variant]: text } }, options);
  }

  setBlocks(blocks: readonly Block[], options: { key?: string; selected?: string } = {}): void {
    if (this.text && blocks !== this.blocks) this.setText({ ...this.text, blocks }, options);
  }

  undo(): void { this.travel(this.past, this.future); }
  redo(): void { this.travel(this.future, this.past); }

  select(selected: string): void {
    if (selected === this.selected) return;
    this.selected = selected;
    this.tell("selected");
  }

  show(variant: string): void {
    if (variant === this.variant) return;
    this.variant = variant;
    this.keepSelection();
    this.tell("variant");
  }

  freshIds(): () => string {
    const all = Object.values(this.document.variants).flatMap((text) => tree.idsIn((text["blocks"] as readonly Block[] | undefined) ?? []));
    return tree.freshIds(all);
  }

  private moment(): Moment { return { document: this.document, variant: this.variant, selected: this.selected }; }

  private travel(from: Moment[], to: Moment[]): void {
    const moment = from.pop();
    if (!moment) return;
    to.push(this.moment());
    this.typing = { key: "", at: 0 };
    const isOther = moment.variant !== this.variant;
    Object.assign(this, moment);
    this.keepSelection();
    this.tell(isOther ? "variant" : "changed");
  }

  private keepSelection(): void {
    const id = this.selected.split("/")[0] ?? "";
    if (!id.startsWith("@") && !tree.find(this.blocks, id)) this.selected = HEAD;
  }
}
