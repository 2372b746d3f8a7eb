/** Operations on a document: a document in, a document out. Nothing here knows the screen or the server. */
import type { Clip, Doc, Line, Outlet, Place, Step, Way } from "./types";

const SLUG = /^[a-z0-9][a-z0-9_-]*$/;
const LONGEST_ID = 60;

interface Index { steps: Map<string, Step>; ways: Map<string, Way[]>; branches: Map<string, Set<string>> }

/** Documents never change, so what is looked up often is sorted once for each. */
const indexes = new WeakMap<Doc, Index>();

function indexOf(doc: Doc): Index {
  let index = indexes.get(doc);
  if (index) return index;
  index = { steps: new Map(), ways: new Map(), branches: new Map() };
  for (const step of doc.nodes) if (!index.steps.has(step.id)) index.steps.set(step.id, step);
  for (const way of doc.edges) {
    const beside = index.ways.get(way.from);
    if (beside) beside.push(way);
    else index.ways.set(way.from, [way]);
  }
  indexes.set(doc, index);
  return index;
}

export const stepOf = (doc: Doc, id: string): Step | undefined => indexOf(doc).steps.get(id);
export const waysFrom = (doc: Doc, id: string): readonly Way[] => indexOf(doc).ways.get(id) ?? [];
const ids = (doc: Doc): Set<string> => new Set(doc.nodes.map((step) => step.id));

/** Where the ways of a place lead now; null if nowhere. */
export function targetOf(doc: Doc, place: Place): string | null {
  const known = ids(doc);
  return doc.edges.find((way) => way.from === place.from && place.outs.includes(way.out) && known.has(way.to))?.to ?? null;
}

/** A name nobody has yet: the one wanted, else "wait_2", "wait_3". */
export function freshId(taken: ReadonlySet<string>, wanted: string): string {
  if (SLUG.test(wanted) && !taken.has(wanted)) return wanted;
  const base = (SLUG.test(wanted) ? wanted : "step").replace(/_\d+$/, "").slice(0, LONGEST_ID - 5);
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}_${n}`;
  return id;
}

/** What a person types, as the id of a step: "Primer aviso" is "primer_aviso". */
export function slugOf(text: string): string {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9_-]+/g, "_");
  return plain.replace(/^[_-]+|_+$/g, "").slice(0, LONGEST_ID);
}

/** The lines to draw: ways of a step to the same target are one, each way that leads nowhere is one. */
export function linesOf(doc: Doc, outletsOf: (step: Step) => Outlet[]): Line[] {
  const known = ids(doc);
  return doc.nodes.flatMap((step) => {
    const ways = waysFrom(doc, step.id);
    const outlets = outletsOf(step);
    const names = new Set(outlets.map((outlet) => outlet.name));
    const stray = ways.filter((way) => !names.has(way.out)).map((way) => ({ name: way.out, label: way.out }));
    const lines = new Map<string, Line>();
    for (const outlet of [...outlets, ...stray.filter((each, at) => stray.findIndex((other) => other.name === each.name) === at)]) {
      const led = ways.filter((way) => way.out === outlet.name && known.has(way.to));
      if (!led.length) lines.set(`?${outlet.name}`, { id: `${step.id}?${outlet.name}`, from: step.id, outs: [outlet], to: null });
      for (const { to } of led) {
        const line = lines.get(to) ?? { id: `${step.id}>${to}`, from: step.id, outs: [], to };
        line.outs.push(outlet);
        lines.set(to, line);
      }
    }
    return [...lines.values()];
  });
}

/** The ways of a line one by one, where it is drawn for several. */
export const partsOf = (line: Line): Line[] =>
  line.outs.length < 2 ? [] : line.outs.map((outlet) => ({ id: `${line.id}|${outlet.name}`, from: line.from, outs: [outlet], to: line.to }));

export const placeOf = (line: Line): Place => ({ from: line.from, outs: line.outs.map((outlet) => outlet.name) });

/** Lead the ways of a place to a step, or nowhere. */
export function lead(doc: Doc, place: Place, to: string | null): Doc {
  const left = new Set(place.outs);
  const edges = doc.edges.flatMap((way) => {
    if (way.from !== place.from || !place.outs.includes(way.out)) return [way];
    const isFirst = left.delete(way.out);
    return to !== null && isFirst ? [{ ...way, to }] : [];
  });
  if (to !== null) edges.push(...[...left].map((out) => ({ from: place.from, out, to })));
  return inOrder({ ...doc, edges });
}

/** Put a new step into a place; all its ways (`outs`) lead on to where the place led. */
export function insert(doc: Doc, place: Place, step: Step, outs: string[]): Doc {
  const next = targetOf(doc, place);
  const grown = { ...doc, nodes: after(doc.nodes, place.from, [step]) };
  const edges = next === null ? [] : outs.map((out) => ({ from: step.id, out, to: next }));
  return lead({ ...grown, edges: [...doc.edges, ...edges] }, place, step.id);
}

/** A first step for a document that has none. */
export function begin(doc: Doc, step: Step): Doc {
  return { ...doc, entry: step.id, nodes: [step, ...doc.nodes] };
}

/** A step and everything that only it leads to. */
export function branchOf(doc: Doc, id: string): ReadonlySet<string> {
  const { branches } = indexOf(doc);
  const known = branches.get(id);
  if (known) return known;
  const outside = id === doc.entry ? new Set<string>() : reached(doc, doc.entry, new Set([id]));
  const branch = reached(doc, id, outside);
  branch.add(id);
  branches.set(id, branch);
  return branch;
}

function reached(doc: Doc, from: string, closed: ReadonlySet<string>): Set<string> {
  const known = ids(doc);
  const seen = new Set<string>();
  const todo = known.has(from) && !closed.has(from) ? [from] : [];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { to } of waysFrom(doc, at)) if (known.has(to) && !closed.has(to) && !seen.has(to)) todo.push(to);
  }
  return seen;
}

/** Where the main way leads out of a set of steps: along the first ways, from `start`. */
function wayOut(doc: Doc, start: string, inside: ReadonlySet<string>): string | null {
  const known = ids(doc);
  const todo = [start];
  for (const at of todo) {
    for (const { to } of waysFrom(doc, at)) {
      if (!inside.has(to) && known.has(to)) return to;
      if (inside.has(to) && !todo.includes(to)) todo.push(to);
    }
  }
  return null;
}

/** Take steps out; ways that led into them lead on to where they led. The entry stays. */
export function remove(doc: Doc, steps: ReadonlySet<string>): Doc {
  const gone = new Set([...steps].filter((id) => id !== doc.entry));
  const edges = doc.edges.flatMap((way) => {
    if (gone.has(way.from)) return [];
    if (!gone.has(way.to)) return [way];
    const to = wayOut(doc, way.to, gone);
    return to === null || to === way.from || to === doc.entry ? [] : [{ ...way, to }];
  });
  return { ...doc, nodes: doc.nodes.filter((step) => !gone.has(step.id)), edges };
}

export function copy(doc: Doc, first: string, steps: ReadonlySet<string>): Clip {
  return {
    document: doc.name,
    first,
    steps: doc.nodes.filter((step) => steps.has(step.id)),
    ways: doc.edges.filter((way) => steps.has(way.from)),
    after: wayOut(doc, first, steps),
  };
}

/**
 * Put copied steps into a place under new names. What came after them is now where the place led; their other ways lead
 * where they led before, if that is in this document and makes no circle.
 */
export function paste(doc: Doc, place: Place, clip: Clip): { doc: Doc; first: string } {
  const taken = ids(doc);
  const names = new Map<string, string>();
  for (const step of clip.steps) {
    const name = freshId(taken, step.id);
    taken.add(name);
    names.set(step.id, name);
  }
  const next = targetOf(doc, place);
  const onward = (to: string): string | null => {
    const stays = clip.document === doc.name && stepOf(doc, to) !== undefined && !reached(doc, to, new Set()).has(place.from);
    return to === clip.after ? (next ?? (stays ? to : null)) : stays ? to : next;
  };
  const ways = clip.ways.flatMap((way) => {
    const to = names.get(way.to) ?? onward(way.to);
    return to === null ? [] : [{ from: names.get(way.from)!, out: way.out, to }];
  });
  const steps = clip.steps.map((step) => ({ ...step, id: names.get(step.id)! }));
  const grown = { ...doc, nodes: after(doc.nodes, place.from, steps), edges: [...doc.edges, ...ways] };
  const first = names.get(clip.first)!;
  return { doc: lead(grown, place, first), first };
}

/** Move steps to another place. What came after them leads on behind them; their other ways stay as they are. */
export function move(doc: Doc, first: string, steps: ReadonlySet<string>, place: Place): Doc {
  if (steps.has(place.from) || steps.has(doc.entry) || targetOf(doc, place) === first) return doc;
  const clip = copy(doc, first, steps);
  const without = remove(doc, steps);
  const next = targetOf(without, place);
  const ways = clip.ways.map((way) => (next !== null && way.to === clip.after && !steps.has(way.to) ? { ...way, to: next } : way));
  const grown = { ...without, nodes: after(without.nodes, place.from, clip.steps), edges: [...without.edges, ...ways] };
  return lead(grown, place, first);
}

/**
 * Give a step with the ways out `before` other settings, which have the ways out `outs`. Ways that went lead on as the ones
 * that came, in their order; where all led to one step, further new ones lead there too. An open way stays open. The list
 * view does the same.
 */
export function change(doc: Doc, id: string, data: Record<string, unknown>, before: string[], outs: string[]): Doc {
  const mine = waysFrom(doc, id);
  const led = new Set(mine.map((way) => way.out));
  const had = new Set([...led, ...before]);
  const gone = [...led].filter((out) => !outs.includes(out));
  const came = outs.filter((out) => !had.has(out));
  const renamed = new Map(gone.map((out, at) => [out, came[at]]));
  const kept = mine.flatMap((way) => {
    const out = renamed.has(way.out) ? renamed.get(way.out) : way.out;
    return out === undefined ? [] : [{ ...way, out }];
  });
  const [target, ...others] = new Set(mine.map((way) => way.to));
  const isOne = target !== undefined && !others.length && led.size === had.size;
  const more = isOne ? came.slice(gone.length).map((out) => ({ from: id, out, to: target })) : [];
  const edges = [...doc.edges.filter((way) => way.from !== id), ...kept, ...more];
  return inOrder({ ...doc, nodes: doc.nodes.map((step) => (step.id === id ? { ...step, data } : step)), edges });
}

/** Call a step by another name; null if the name is taken or none. */
export function rename(doc: Doc, id: string, name: string): Doc | null {
  if (!SLUG.test(name) || name.length > LONGEST_ID || (name !== id && ids(doc).has(name))) return null;
  const other = (each: string): string => (each === id ? name : each);
  return {
    ...doc,
    entry: other(doc.entry),
    nodes: doc.nodes.map((step) => (step.id === id ? { ...step, id: name } : step)),
    edges: doc.edges.map((way) => (way.from === id || way.to === id ? { ...way, from: other(way.from), to: other(way.to) } : way)),
  };
}

function after(nodes: Step[], id: string, added: Step[]): Step[] {
  const at = nodes.findIndex((step) => step.id === id) + 1 || nodes.length;
  return [...nodes.slice(0, at), ...added, ...nodes.slice(at)];
}

/** Ways stand in the order of their steps, as the server keeps them. */
function inOrder(doc: Doc): Doc {
  const place = new Map(doc.nodes.map((step, at) => [step.id, at]));
  return { ...doc, edges: [...doc.edges].sort((one, other) => (place.get(one.from) ?? 0) - (place.get(other.from) ?? 0)) };
}
