import { announce, h, iconButton, w } from "./dom";
import type { Store } from "./store";
import { tokensIn } from "./tokens";
import { columnsOf, copyOf, find, insert, listAt, move, remove, type Place } from "./tree";
import type { Block } from "./types";

/** What can be done with blocks, by whichever way: mouse, buttons, keys. Each tells what it did. */

export const nameOf = (store: Store, block: Block): string => store.kind(block.type)?.label ?? block.type;

/** The first words of a block, to tell one from another. */
export function gist(store: Store, block: Block): string {
  const source = Object.values(block.props).map((value) => (value as { src?: string } | null)?.src).find(Boolean) ?? "";
  const values = store.checked?.values ?? {};
  const shown = tokensIn(source).reduceRight((text, { key, fallback, start, end }) => text.slice(0, start) + (values[key] || (fallback ?? key)) + text.slice(end), source);
  const text = shown.replace(/\{\{\s*"([^"]*)"[^}]*\}\}/g, "$1").replace(/\s+/g, " ").trim();
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

export function fits(store: Store, type: string, place: Place): boolean {
  return !place.parent || store.kind(type)?.fitsColumns === true;
}

/** Where a new block goes: into the selected column, after the selected block, else above the legal texts at the end. */
export function nextPlace(store: Store, type: string): Place {
  const [id = "", column] = store.selected.split("/");
  const found = find(store.blocks, id);
  if (found && column !== undefined) {
    const place = { parent: id, column: Number(column), index: listAt(store.blocks, { parent: id, column: Number(column) }).length };
    if (fits(store, type, place)) return place;
  }
  if (found && fits(store, type, found)) return { parent: found.parent, column: found.column, index: found.index + 1 };
  const outer = found?.parent ? find(store.blocks, found.parent) : found;
  if (outer) return { parent: null, column: 0, index: outer.index + 1 };
  const isLegal = (block: Block | undefined) => block !== undefined && store.kind(block.type)?.isLocked === true;
  let index = store.blocks.length;
  while (index > 0 && isLegal(store.blocks[index - 1])) index -= 1;
  return { parent: null, column: 0, index };
}

export function add(store: Store, type: string, place: Place): void {
  const kind = store.kind(type);
  if (!kind || !store.text || !fits(store, type, place)) return;
  const lang = store.variant.slice(0, 2);
  const block = copyOf({ id: "new", type, props: kind.starts[lang] ?? {} }, store.freshIds());
  store.setBlocks(insert(store.blocks, place, block), { selected: block.id });
  announce(w("added", { name: kind.label }));
}

export function carry(store: Store, id: string, place: Place): void {
  const found = find(store.blocks, id);
  if (!found || !fits(store, found.block.type, place)) return;
  store.setBlocks(move(store.blocks, id, place), { selected: id });
  tellPlace(store, id);
}

export function step(store: Store, id: string, by: 1 | -1): void {
  const found = find(store.blocks, id);
  if (!found || found.index + by < 0 || found.index + by >= found.size) return;
  carry(store, id, { ...found, index: found.index + (by === 1 ? 2 : -1) });
}

export function duplicate(store: Store, id: string): void {
  const found = find(store.blocks, id);
  if (!found) return;
  const copied = copyOf(found.block, store.freshIds());
  store.setBlocks(insert(store.blocks, { ...found, index: found.index + 1 }, copied), { selected: copied.id });
  announce(w("duplicated", { name: nameOf(store, found.block) }));
}

export function drop(store: Store, id: string): void {
  const found = find(store.blocks, id);
  if (!found) return;
  const rest = remove(store.blocks, id);
  const near = listAt(rest, found);
  const next = near[Math.min(found.index, near.length - 1)]?.id ?? found.parent ?? "@head";
  store.setBlocks(rest, { selected: next });
  announce(w("deleted", { name: nameOf(store, found.block) }));
}

/** Every column another block can move into, and the way out of the one it is in. */
function otherPlaces(store: Store, id: string): { label: string; place: Place }[] {
  const found = find(store.blocks, id);
  if (!found || !store.kind(found.block.type)?.fitsColumns) return [];
  const places: { label: string; place: Place }[] = [];
  let number = 0;
  for (const [index, block] of store.blocks.entries()) {
    const columns = columnsOf(block);
    if (columns.length) number += 1;
    for (const [column, blocks] of columns.entries()) {
      if (found.parent === block.id && found.column === column) continue;
      places.push({ label: w("into_column", { n: column + 1, columns: `${nameOf(store, block)} ${number}` }), place: { parent: block.id, column, index: blocks.length } });
    }
    if (found.parent === block.id) places.unshift({ label: w("out_of_columns"), place: { parent: null, column: 0, index: index + 1 } });
  }
  return places;
}

/** Up, down, duplicate, into a column, delete: the buttons for what dragging does (WCAG 2.5.7). */
export function blockTools(store: Store, id: string): HTMLElement {
  const found = find(store.blocks, id);
  if (!found) return h("div");
  const places = otherPlaces(store, id);
  const into = h("select", { class: "select select-sm", "aria-label": w("move_to"), onchange: () => { const to = places[Number(into.value)]; if (to) carry(store, id, to.place); } },
    h("option", { value: "" }, w("move_to")), ...places.map(({ label }, number) => h("option", { value: String(number) }, label)));
  return h("div", { class: "block-tools", role: "group", "aria-label": nameOf(store, found.block) },
    iconButton("arrow-up", w("up"), () => step(store, id, -1), { "aria-disabled": found.index === 0 ? "true" : undefined }),
    iconButton("arrow-down", w("down"), () => step(store, id, 1), { "aria-disabled": found.index === found.size - 1 ? "true" : undefined }),
    iconButton("copy", w("duplicate"), () => duplicate(store, id)),
    iconButton("trash-2", w("delete"), () => drop(store, id)),
    places.length > 0 && into);
}

function tellPlace(store: Store, id: string): void {
  const found = find(store.blocks, id);
  if (found) announce(w("moved_to_place", { name: nameOf(store, found.block), n: found.index + 1, all: found.size }));
}

