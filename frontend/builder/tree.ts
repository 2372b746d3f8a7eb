import type { Block, Props } from "./types";

/** A place among blocks: at the end of everything, in a column of a block, before the block that stands there. */
export interface Place { parent: string | null; column: number; index: number }
export interface Found extends Place { block: Block; size: number }

type Column = readonly Block[];
export const columnsOf = (block: Block): readonly Column[] => (block.props["columns"] as Column[] | undefined) ?? [];

const withColumns = (block: Block, act: (blocks: Column, number: number) => Column): Block => ({
  ...block, props: { ...block.props, columns: columnsOf(block).map(act) },
});

/** So many columns; what stood in those that go moves into the last one. */
export function withColumnCount(block: Block, count: number): Block {
  const columns = columnsOf(block);
  const kept = Array.from({ length: count }, (_, number) => (number === count - 1 ? columns.slice(number).flat() : columns[number] ?? []));
  return { ...block, props: { ...block.props, columns: kept } };
}

export function find(blocks: readonly Block[], id: string): Found | null {
  const search = (list: readonly Block[], parent: string | null, column: number): Found | null => {
    for (const [index, block] of list.entries()) {
      if (block.id === id) return { block, parent, column, index, size: list.length };
      for (const [number, inner] of columnsOf(block).entries()) {
        const found = search(inner, block.id, number);
        if (found) return found;
      }
    }
    return null;
  };
  return search(blocks, null, 0);
}

/** Change one block, wherever it stands. */
export const change = (blocks: readonly Block[], id: string, act: (block: Block) => Block): readonly Block[] =>
  blocks.map((block) => (block.id === id ? act(block) : columnsOf(block).length ? withColumns(block, (inner) => change(inner, id, act)) : block));

export const setProps = (blocks: readonly Block[], id: string, props: Props): readonly Block[] => change(blocks, id, (block) => ({ ...block, props }));

export const listAt = (blocks: readonly Block[], place: Pick<Place, "parent" | "column">): readonly Block[] => {
  if (!place.parent) return blocks;
  const found = find(blocks, place.parent);
  return (found && columnsOf(found.block)[place.column]) ?? [];
};

function withList(blocks: readonly Block[], place: Place, act: (list: readonly Block[]) => readonly Block[]): readonly Block[] {
  if (!place.parent) return act(blocks);
  return change(blocks, place.parent, (block) => withColumns(block, (inner, column) => (column === place.column ? act(inner) : inner)));
}

export const insert = (blocks: readonly Block[], place: Place, block: Block): readonly Block[] =>
  withList(blocks, place, (list) => [...list.slice(0, place.index), block, ...list.slice(place.index)]);

export function remove(blocks: readonly Block[], id: string): readonly Block[] {
  const found = find(blocks, id);
  return found ? withList(blocks, found, (list) => list.filter((block) => block.id !== id)) : blocks;
}

/** Move a block; the place is told as things stand before the move. */
export function move(blocks: readonly Block[], id: string, place: Place): readonly Block[] {
  const found = find(blocks, id);
  if (!found || (place.parent && idsIn([found.block]).includes(place.parent))) return blocks;
  const isSameList = found.parent === place.parent && found.column === place.column;
  const index = place.index - (isSameList && found.index < place.index ? 1 : 0);
  return isSameList && index === found.index ? blocks : insert(remove(blocks, id), { ...place, index }, found.block);
}

export const idsIn = (blocks: readonly Block[]): string[] => blocks.flatMap((block) => [block.id, ...columnsOf(block).flatMap(idsIn)]);

/** The same block with ids of its own. */
export function copyOf(block: Block, freshId: () => string): Block {
  const copied: Block = { ...block, id: freshId() };
  return columnsOf(block).length ? withColumns(copied, (inner) => inner.map((each) => copyOf(each, freshId))) : copied;
}

/** Ids not used in any text: the same id in two languages means the same block. */
export function freshIds(taken: Iterable<string>): () => string {
  const used = new Set(taken);
  return () => {
    let number = used.size + 1;
    while (used.has(`b${number}`)) number += 1;
    used.add(`b${number}`);
    return `b${number}`;
  };
}
