/** Going through the strategy with the arrow keys: from a step to the ways out of it, from a way to the step it leads to. */
import { partsOf } from "./document";
import { CARD_HEIGHT } from "./layout";
import type { Box, Drawn, Layout } from "./layout";
import type { Spot } from "./types";

export type Direction = "up" | "down" | "left" | "right";

/** Where the arrow key leads from here; undefined if there is nothing that way. */
export function walk(layout: Layout, entry: string, spot: Spot | null, direction: Direction): Spot | undefined {
  if (!spot) return { step: entry };
  return "step" in spot ? fromStep(layout, spot.step, direction) : fromLine(layout, spot.line, direction);
}

const middle = (box: Box): { x: number; y: number } => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
const nearest = <T>(all: T[], far: (each: T) => number): T | undefined => [...all].sort((one, other) => far(one) - far(other))[0];

function fromStep(layout: Layout, id: string, direction: Direction): Spot | undefined {
  const box = layout.steps.get(id);
  if (!box) return undefined;
  const here = middle(box);
  const far = (drawn: Drawn): number => Math.abs(drawn.label.x - here.x);
  if (direction === "down") return asLine(nearest(layout.lines.filter(({ line }) => line.from === id), far));
  if (direction === "up") return asLine(nearest(layout.lines.filter(({ line }) => line.to === id), (drawn) => far(drawn) + (drawn.label.y > here.y ? 1e6 : 0)));
  const aside = [...layout.steps].filter(([other, at]) => other !== id && Math.abs(at.y - box.y) < CARD_HEIGHT * 2 && (direction === "left" ? at.x < box.x : at.x > box.x));
  const found = nearest(aside, ([, at]) => Math.abs(at.x - box.x) + 3 * Math.abs(at.y - box.y));
  return found && { step: found[0] };
}

function fromLine(layout: Layout, id: string, direction: Direction): Spot | undefined {
  const drawn = layout.lines.find(({ line }) => line.id === id.split("|")[0]);
  if (!drawn) return undefined;
  if (direction === "up") return { step: drawn.line.from };
  if (direction === "down") return drawn.line.to === null ? undefined : { step: drawn.line.to };
  const beside = layout.lines.filter(({ line }) => line.from === drawn.line.from).sort((one, other) => one.label.x - other.label.x);
  const all = beside.flatMap(({ line }) => [line.id, ...partsOf(line).map((part) => part.id)]);
  const next = all[all.indexOf(id) + (direction === "left" ? -1 : 1)];
  return next === undefined ? undefined : { line: next };
}

const asLine = (drawn: Drawn | undefined): Spot | undefined => drawn && { line: drawn.line.id };
