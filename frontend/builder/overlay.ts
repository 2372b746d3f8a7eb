import { add, carry, fits, nameOf } from "./acts";
import { h, icon } from "./dom";
import type { Drags, Load, Target } from "./drags";
import type { Store } from "./store";
import { columnsOf, find, type Place } from "./tree";
import type { Block } from "./types";

interface Box { left: number; top: number; right: number; bottom: number }
interface Landing { place: Place; at: Box }

/**
 * A transparent sheet over the true preview: it knows where each block is drawn, takes what is dragged onto it, and
 * shows where it will land. For the mouse only; outline and buttons do the same by keyboard.
 */
export class Overlay implements Target {
  readonly sheet = h("div", { class: "overlay", "aria-hidden": "true" });
  private readonly line = h("div", { class: "drop-line", hidden: true });
  private boxes = new Map<string, Box>();
  private landing: Landing | null = null;
  private revealed = "";

  constructor(private readonly store: Store, private readonly drags: Drags, private readonly open: (id: string, isTwice: boolean) => void) {
    drags.target = this;
    this.sheet.addEventListener("click", (event) => this.open(this.idAt(event), event.detail > 1));
    store.listen((reason) => { if (reason === "selected") { this.mark(); this.reveal(); } });
  }

  /** Take the rectangles anew from what the frame shows. */
  read(page: Document): void {
    this.boxes = boxesOf(page);
    const areas = [...this.boxes].flatMap(([id, box]) => {
      const found = find(this.store.blocks, id);
      return found ? [this.area(found.block, box, found.parent ? 2 : 1)] : [];
    });
    this.sheet.replaceChildren(...areas, this.line);
    this.mark();
    if (this.revealed !== this.store.selected) this.reveal();
  }

  /** Bring what was selected elsewhere into sight, once. */
  private reveal(): void {
    const area = this.sheet.querySelector(`[data-area="${CSS.escape(this.store.selected)}"]`);
    if (!area) return;
    this.revealed = this.store.selected;
    area.scrollIntoView({ block: "nearest" });
  }

  private area(block: Block, box: Box, depth: number): HTMLElement {
    const area = h("div", { class: "block-area", "data-area": block.id }, h("span", { class: "block-tag" }, icon("grip-vertical"), nameOf(this.store, block)));
    Object.assign(area.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px`, zIndex: String(depth) });
    area.addEventListener("pointerdown", (event) => this.drags.press(event, { carry: block.id }, "grip-vertical", nameOf(this.store, block)));
    return area;
  }

  private mark(): void {
    this.sheet.querySelectorAll<HTMLElement>("[data-area]").forEach((area) => { area.toggleAttribute("data-selected", area.dataset["area"] === this.store.selected); });
  }

  private idAt(event: MouseEvent): string {
    return (event.target as HTMLElement).closest<HTMLElement>("[data-area]")?.dataset["area"] ?? "";
  }

  over(load: Load, x: number, y: number): boolean {
    const isHere = this.sheet.contains(document.elementFromPoint(x, y));
    this.landing = isHere ? this.landingOf(load, x, y) : null;
    this.showLine(this.landing);
    return isHere;
  }

  drop(load: Load): void {
    if (!this.landing) return;
    if ("add" in load) add(this.store, load.add, this.landing.place);
    else carry(this.store, load.carry, this.landing.place);
  }

  leave(): void {
    this.landing = null;
    this.showLine(null);
  }

  private showLine(landing: Landing | null): void {
    this.line.hidden = !landing;
    if (!landing) return;
    const { at } = landing;
    Object.assign(this.line.style, { left: `${at.left}px`, top: `${at.top - 2}px`, width: `${at.right - at.left}px` });
  }

  private landingOf(load: Load, left: number, top: number): Landing {
    const sheet = this.sheet.getBoundingClientRect();
    // The sheet may be drawn smaller than it is.
    const scale = sheet.width / this.sheet.offsetWidth || 1;
    const x = (left - sheet.left) / scale;
    const y = (top - sheet.top) / scale;
    const carried = "carry" in load ? load.carry : "";
    const type = "add" in load ? load.add : find(this.store.blocks, carried)?.block.type ?? "";
    const whole: Box = { left: 0, top: 0, right: this.sheet.offsetWidth, bottom: this.sheet.offsetHeight };
    return this.inColumn(type, carried, x, y) ?? this.inList(this.store.blocks, { parent: null, column: 0 }, whole, y);
  }

  private inColumn(type: string, carried: string, x: number, y: number): Landing | null {
    for (const block of this.store.blocks) {
      const box = this.boxes.get(block.id);
      const columns = columnsOf(block);
      // A strip above and below stays free for what goes before or after the whole block.
      if (!box || !columns.length || block.id === carried || x < box.left || x > box.right || y < box.top + 6 || y > box.bottom - 6) continue;
      const rooms = columns.map((blocks, number) => this.room(block.id, blocks, number, columns.length, box));
      const column = rooms.findIndex((room) => x >= room.left && x <= room.right && y >= room.top && y <= room.bottom);
      const place = { parent: block.id, column: Math.max(column, 0), index: 0 };
      if (fits(this.store, type, place)) return this.inList(columns[place.column]!, place, rooms[place.column]!, y);
    }
    return null;
  }

  /** The room of a column: as the page marks it, else its share of the block. */
  private room(id: string, blocks: readonly Block[], number: number, count: number, whole: Box): Box {
    const marked = this.boxes.get(`${id}/${number}`);
    if (marked) return { ...marked, bottom: Math.max(marked.bottom, whole.right - whole.left > 480 ? whole.bottom : marked.bottom) };
    const share = (whole.right - whole.left) / count;
    return blocks.length ? union(blocks.flatMap((block) => this.boxes.get(block.id) ?? [])) ?? whole : { ...whole, left: whole.left + share * number, right: whole.left + share * (number + 1) };
  }

  private inList(blocks: readonly Block[], list: Pick<Place, "parent" | "column">, room: Box, y: number): Landing {
    const drawn = blocks.map((block, index) => ({ index, box: this.boxes.get(block.id) })).filter((each): each is { index: number; box: Box } => each.box !== undefined);
    const next = drawn.find(({ box }) => y < (box.top + box.bottom) / 2);
    const last = drawn.at(-1);
    const edge = next ? next.box.top : last ? last.box.bottom : room.top + 4;
    const side = next?.box ?? last?.box ?? room;
    return { place: { parent: list.parent, column: list.column, index: next?.index ?? blocks.length }, at: { left: side.left, right: side.right, top: edge, bottom: edge } };
  }
}

const union = (boxes: readonly Box[]): Box | null =>
  boxes.length ? boxes.reduce((one, other) => ({ left: Math.min(one.left, other.left), top: Math.min(one.top, other.top), right: Math.max(one.right, other.right), bottom: Math.max(one.bottom, other.bottom) })) : null;

/** Blocks and columns are marked by class: `block-b3`, `column-b3-0`. */
function boxesOf(page: Document): Map<string, Box> {
  const boxes = new Map<string, Box>();
  page.querySelectorAll<HTMLElement>('[class*="block-"], [class*="column-"]').forEach((element) => {
    for (const name of element.classList) {
      const id = name.startsWith("block-") ? name.slice(6) : /^column-.+-\d$/.test(name) ? name.slice(7).replace(/-(\d)$/, "/$1") : "";
      if (!id) continue;
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const box = union([{ left, top, right, bottom }, ...(boxes.has(id) ? [boxes.get(id)!] : [])]);
      if (box && box.bottom > box.top) boxes.set(id, box);
    }
  });
  return boxes;
}

