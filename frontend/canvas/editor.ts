/** The state of the canvas and everything that can be done to it. Components read `state` and call the methods. */
import * as documents from "./document";
import { forgetDraft, keepClip, keepDraft, keptClip } from "./drafts";
import { push, redo, startOf, undo } from "./history";
import type { History } from "./history";
import { layoutOf } from "./layout";
import type { Layout } from "./layout";
import { Refused, Server, toast } from "./server";
import { nameOf, wordsOf } from "./texts";
import type { Words } from "./texts";
import type { Checks, Doc, Kind, Line, Outlet, Place, Props, Spot, Step, Told } from "./types";

const CHECK_AFTER = 300;
const KEEP_AFTER = 400;
export const WIDE = "(min-width: 768px)";

/** What the stage lends: from the screen to the drawing, and moving the drawing about. */
export interface View { toDrawing: (x: number, y: number) => { x: number; y: number }; reveal: (spot: Spot) => void; zoom: (by: "in" | "out" | "all") => void; pan: (x: number, y: number) => void }

export interface State {
  history: History;
  layout: Layout;
  /** The step or line the keyboard stands on; with `isBranch` everything below the step belongs to it. */
  spot: Spot | null;
  isBranch: boolean;
  /** The step in the panel; null shows the strategy itself. */
  open: string | null;
  /** The line whose menu is open. */
  menu: Line | null;
  isSearching: boolean;
  checks: Checks | null;
  saved: Doc;
  revision: number;
  isSaving: boolean;
  /** Somebody else saved meanwhile. */
  conflict: { by: string; message: string } | null;
  /** What screen readers are told; `turn` goes up with every focus that must follow. */
  said: string;
  turn: number;
}

export class Editor {
  readonly words: Words;
  readonly server: Server;
  readonly kinds: Map<string, Kind>;
  state: State;
  view: View | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly known = new WeakMap<object, Told>();
  private checking: AbortController | null = null;
  private checkTimer = 0;
  private keepTimer = 0;

  constructor(readonly props: Props, readonly field: HTMLTextAreaElement | HTMLInputElement | null) {
    this.words = wordsOf(props.texts, props.language);
    this.server = new Server(props.urls);
    this.kinds = new Map(props.kinds.map((kind) => [kind.name, kind]));
    this.learn(props.doc, props.told);
    const spot = props.doc.nodes.length ? { step: props.doc.entry } : null;
    this.state = {
      history: startOf(props.doc), layout: this.arranged(props.doc), spot, isBranch: false, open: null, menu: null, isSearching: false,
      checks: null, saved: props.doc, revision: props.revision, isSaving: false, conflict: null, said: "", turn: 0,
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): State => this.state;

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }

  get doc(): Doc { return this.state.history.doc; }
  /** Telephones and readers look only. */
  get canEdit(): boolean { return this.props.editable && window.matchMedia(WIDE).matches; }
  get isDirty(): boolean { return this.doc !== this.state.saved; }

  // --- what is known of a step -------------------------------------------------------------------------------------

  /** The ways out of a step: as the server last said for these settings, else as its kind begins. */
  outletsOf = (step: Step): Outlet[] => this.known.get(step.data)?.outlets ?? this.kinds.get(step.kind)?.outlets ?? [];

  summaryOf = (step: Step): string => this.known.get(step.data)?.summary ?? "";

  kindOf(step: Step): Kind | undefined { return this.kinds.get(step.kind); }

  /** What a step is called. Whoever never named it reads its kind in their own language: "Mensaje 2". */
  nameOf = (id: string): string => {
    const step = documents.stepOf(this.doc, id);
    if (!step || !isUnnamed(step)) return nameOf(id);
    const number = /_(\d+)$/.exec(id)?.[1];
    return `${this.kindOf(step)?.label ?? nameOf(step.kind)}${number ? ` ${number}` : ""}`;
  };

  /** The kind to be read beside the name; nothing where the name says it already. */
  kindBeside(step: Step): string { return isUnnamed(step) ? "" : (this.kindOf(step)?.label ?? step.kind); }

  lines(doc: Doc = this.doc): Line[] { return documents.linesOf(doc, this.outletsOf); }

  line(id: string): Line | undefined {
    const line = this.state.layout.lines.find((drawn) => drawn.line.id === id.split("|")[0])?.line;
    return line && id.includes("|") ? documents.partsOf(line).find((part) => part.id === id) : line;
  }

  /** In words, where a line goes: "“sent” from Reminder to Wait". */
  describe(line: Line): string {
    const out = line.outs.map((outlet) => outlet.label).join(", ");
    const from = this.nameOf(line.from);
    return line.to === null ? this.words("way_open", { out, from }) : this.words("way", { out, from, to: this.nameOf(line.to) });
  }

  /** Take over what the server says of these steps; returns whether ways out are others than those drawn. */
  private learn(doc: Doc, steps: Readonly<Record<string, Told>>): boolean {
    let isNew = false;
    for (const step of doc.nodes) {
      const told = steps[step.id];
      if (!told) continue;
      const before = this.known.get(step.data);
      // Settings with faults may have no ways out yet: those known before, or those the kind begins with, stay.
      const outlets = told.outlets.length ? told.outlets : this.outletsOf(step);
      isNew ||= JSON.stringify(before?.outlets ?? this.kinds.get(step.kind)?.outlets) !== JSON.stringify(outlets);
      this.known.set(step.data, { outlets, summary: told.summary });
    }
    return isNew;
  }

  private arranged(doc: Doc): Layout { return layoutOf(doc, this.lines(doc), this.state?.layout); }

  // --- standing somewhere ------------------------------------------------------------------------------------------

  /** Stand on a step or line; `grab` moves the focus there. */
  stand(spot: Spot | null, { grab = true, isBranch = false } = {}): void {
    this.set({ spot, isBranch, turn: this.state.turn + Number(grab) });
  }

  openStep(id: string | null): void { this.set({ open: id, ...(id === null ? {} : { spot: { step: id } }) }); }
  openMenu(line: Line | null): void { this.set({ menu: line, ...(line ? { spot: { line: line.id }, isBranch: false } : {}) }); }
  search(isSearching: boolean): void { this.set({ isSearching }); }
  say(text: string): void { this.set({ said: text === this.state.said ? `${text}\u00a0` : text }); }

  /** The step stood on, with all that only it leads to if so chosen. The entry cannot be taken away. */
  get selection(): { first: string; steps: ReadonlySet<string> } | null {
    const { spot, isBranch } = this.state;
    if (!spot || !("step" in spot) || !documents.stepOf(this.doc, spot.step)) return null;
    return { first: spot.step, steps: isBranch ? documents.branchOf(this.doc, spot.step) : new Set([spot.step]) };
  }

  /** Where something would be put in: the line stood on, or the first open end below the step stood on, or its first line. */
  get placeHere(): Line | null {
    const { spot, layout } = this.state;
    if (spot && "line" in spot) return this.line(spot.line) ?? null;
    const lines = layout.lines.map((drawn) => drawn.line);
    const here = spot ? lines.filter((line) => line.from === spot.step) : lines;
    return here.find((line) => line.to === null) ?? here[0] ?? null;
  }

  // --- changing the document ---------------------------------------------------------------------------------------

  private apply(doc: Doc, done: string, spot: Spot | null = this.state.spot): void {
    if (doc === this.doc || !this.canEdit) return;
    this.show(push(this.state.history, doc, done), done, spot);
  }

  private show(history: History, said: string, spot: Spot | null): void {
    const layout = this.arranged(history.doc);
    const stays = spot && ("step" in spot ? layout.steps.has(spot.step) : layout.lines.some(({ line }) => line.id === spot.line.split("|")[0]));
    const open = this.state.open !== null && layout.steps.has(this.state.open) ? this.state.open : null;
    const checks = withoutMoved(this.state.checks, this.doc, history.doc);
    this.set({ history, layout, checks, open, spot: stays ? spot : entrySpot(history.doc), isBranch: false, menu: null, turn: this.state.turn + 1 });
    this.say(said);
    this.afterChange();
  }

  private afterChange(): void {
    if (this.field) this.field.value = JSON.stringify(this.doc);
    this.check(CHECK_AFTER);
    window.clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => this.keep(), KEEP_AFTER);
  }

  keep(): void {
    if (!this.isDirty) forgetDraft(this.props.id);
    else keepDraft(this.props.id, { revision: this.state.revision, doc: this.doc, at: new Date().toISOString() });
  }

  begin(): void {
    const kind = this.kinds.get("entry");
    if (kind) this.apply(documents.begin(this.doc, { id: "entry", kind: kind.name, data: kind.data }), this.words("done_added", { name: kind.label }), { step: "entry" });
  }

  add(kind: Kind, place: Place): void {
    const id = documents.freshId(new Set(this.doc.nodes.map((step) => step.id)), kind.name);
    const doc = documents.insert(this.doc, place, { id, kind: kind.name, data: { ...kind.data } }, kind.outlets.map((outlet) => outlet.name));
    this.apply(doc, this.words("done_added", { name: kind.label }), { step: id });
    this.openStep(id);
  }

  lead(place: Place, to: string | null): void {
    const doc = documents.lead(this.doc, place, to);
    const done = to === null ? this.words("done_cut_loose") : this.words("done_led", { to: this.nameOf(to) });
    this.apply(doc, done, to === null ? { line: `${place.from}?${place.outs[0]}` } : { line: `${place.from}>${to}` });
  }

  /** Lead a way from the panel: the focus stays in the panel. */
  leadFromPanel(place: Place, to: string | null): void {
    const { turn } = this.state;
    this.lead(place, to);
    this.set({ spot: { step: place.from }, turn });
  }

  delete(): void {
    const { spot } = this.state;
    if (spot && "line" in spot) {
      const line = this.line(spot.line);
      if (line && line.to !== null) this.lead(documents.placeOf(line), null);
      return;
    }
    const chosen = this.selection;
    if (!chosen || chosen.first === this.doc.entry) { this.say(this.words("entry_stays")); return; }
    const into = this.doc.edges.find((way) => way.to === chosen.first && !chosen.steps.has(way.from));
    const doc = documents.remove(this.doc, chosen.steps);
    const next = into && documents.targetOf(doc, { from: into.from, outs: [into.out] });
    const spotThen: Spot | null = !into ? null : { line: next ? `${into.from}>${next}` : `${into.from}?${into.out}` };
    this.apply(doc, this.words.many("done_deleted", chosen.steps.size, { name: this.nameOf(chosen.first) }), spotThen);
  }

  copy(): boolean {
    const chosen = this.selection;
    if (!chosen || chosen.steps.has(this.doc.entry)) { this.say(this.words("entry_stays")); return false; }
    keepClip(documents.copy(this.doc, chosen.first, chosen.steps));
    this.say(this.words.many("copied", chosen.steps.size));
    return true;
  }

  cut(): void { if (this.copy()) this.delete(); }

  get hasClip(): boolean { return keptClip() !== null; }

  paste(place: Place | null): void {
    const clip = keptClip();
    if (!clip || !place) { this.say(this.words(clip ? "choose_place" : "nothing_copied")); return; }
    const { doc, first } = documents.paste(this.doc, place, clip);
    this.apply(doc, this.words.many("done_pasted", clip.steps.length), { step: first });
  }

  moveTo(first: string, steps: ReadonlySet<string>, place: Place): void {
    this.apply(documents.move(this.doc, first, steps, place), this.words.many("done_moved", steps.size, { name: this.nameOf(first) }), { step: first });
  }

  /** Take over what the form of a step says; the focus stays in the form. */
  change(id: string, data: Record<string, unknown>, outlets: Outlet[], summary: string): void {
    const step = documents.stepOf(this.doc, id);
    if (!step || JSON.stringify(step.data) === JSON.stringify(data)) return;
    this.known.set(data, { outlets, summary });
    const names = (ways: Outlet[]): string[] => ways.map((each) => each.name);
    const doc = documents.change(this.doc, id, data, names(this.outletsOf(step)), names(outlets));
    const { turn, menu } = this.state;
    // The answer may come late: whoever has gone on meanwhile stays where they are, in an open menu too.
    this.apply(doc, this.words("done_changed", { name: this.nameOf(id) }));
    this.set({ turn, menu: (menu && this.line(menu.id)) ?? null });
  }

  /** Returns whether the name could be given. */
  rename(id: string, wanted: string): boolean {
    const name = documents.slugOf(wanted);
    const doc = documents.rename(this.doc, id, name);
    if (!doc) return false;
    if (name === id) return true;
    const { turn, open } = this.state;
    this.apply(doc, this.words("done_renamed", { name: this.nameOf(name) }), { step: name });
    this.set({ turn, open: open === id ? name : this.state.open });
    return true;
  }

  describeStrategy(change: Partial<Pick<Doc, "title" | "exit">>): void {
    const { turn } = this.state;
    this.apply({ ...this.doc, ...change }, this.words("done_strategy"));
    this.set({ turn });
  }

  undo(): void {
    const done = this.state.history.past.at(-1)?.done;
    if (done) this.show(undo(this.state.history), this.words("undone", { what: done }), this.state.spot);
    else this.say(this.words("nothing_to_undo"));
  }

  redo(): void {
    const done = this.state.history.future[0]?.done;
    if (done) this.show(redo(this.state.history), this.words("redone", { what: done }), this.state.spot);
    else this.say(this.words("nothing_to_redo"));
  }

  /** Put back what was not saved before the page was left. */
  restore(doc: Doc): void { this.apply(doc, this.words("done_restored"), entrySpot(doc)); }

  // --- the server --------------------------------------------------------------------------------------------------

  check(delay: number): void {
    window.clearTimeout(this.checkTimer);
    this.checkTimer = window.setTimeout(() => void this.checkNow(), delay);
  }

  private async checkNow(): Promise<void> {
    this.checking?.abort();
    const asked = (this.checking = new AbortController());
    const { doc } = this;
    try {
      const checks = asKnown(this.state.checks, await this.server.check(doc, asked.signal));
      if (asked.signal.aborted) return;
      const isNew = this.learn(doc, checks.steps);
      this.set({ checks, ...(isNew ? { layout: this.arranged(this.doc) } : {}) });
    } catch (error) {
      if (!asked.signal.aborted) this.set({ checks: null });
      if (!(error instanceof DOMException) && !(error instanceof Refused)) console.warn(error);
    }
  }

  /** Returns whether it is saved now. */
  async save(): Promise<boolean> {
    if (!this.isDirty) { this.say(this.words("saved")); return true; }
    if (this.state.isSaving) return false;
    const { doc } = this;
    this.set({ isSaving: true });
    try {
      const revision = await this.server.save(doc, this.state.revision);
      this.set({ saved: doc, revision, isSaving: false, conflict: null });
      this.keep();
      toast(this.words("saved"));
      return true;
    } catch (error) {
      this.set({ isSaving: false });
      this.keep();
      if (error instanceof Refused && error.status === 409) this.set({ conflict: { by: error.answer.by ?? "", message: error.answer.message ?? "" } });
      else toast(error instanceof Refused && error.answer.message ? error.answer.message : this.words("not_saved"), "error");
      return false;
    }
  }

  dismissConflict(): void { this.set({ conflict: null }); }

  forget(): void { forgetDraft(this.props.id); }

  /** What is here is given up: leaving asks nothing and keeps nothing. */
  abandon(): void { this.set({ saved: this.doc }); }
}

/** What was counted on a way that now leads elsewhere goes at once: the server tells of it a moment later. */
function withoutMoved(checks: Checks | null, before: Doc, now: Doc): Checks | null {
  if (!checks) return null;
  const leads = ({ edges }: Doc): Map<string, string> => new Map(edges.map(({ from, out, to }) => [`${from}|${out}`, to]));
  const [was, is] = [leads(before), leads(now)];
  const steps = { ...checks.steps };
  for (const [id, told] of Object.entries(checks.steps)) {
    const stay = Object.entries(told.ways).filter(([out]) => was.get(`${id}|${out}`) === is.get(`${id}|${out}`));
    if (stay.length < Object.keys(told.ways).length) steps[id] = { ...told, ways: Object.fromEntries(stay) };
  }
  return { ...checks, steps };
}

/** A step of which nothing new is told keeps what was told: its card need not be drawn again. */
function asKnown(before: Checks | null, now: Checks): Checks {
  for (const [id, told] of Object.entries(now.steps)) {
    const known = before?.steps[id];
    if (known && JSON.stringify(known) === JSON.stringify(told)) now.steps[id] = known;
  }
  return now;
}

/** Names that a campaign gives the steps it makes: "hour", "step_2", "day_3_2". */
const MADE = /^(?:hour|step_\d+|day_\d+_\d+)$/;

/** Called by its kind, with a number at most ("message_2"), or by a campaign. */
const isUnnamed = (step: Step): boolean => MADE.test(step.id) || step.id.replace(/_\d+$/, "") === step.kind;

const entrySpot = (doc: Doc): Spot | null => (doc.nodes.length ? { step: doc.entry } : null);
