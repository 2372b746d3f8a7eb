import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { placeOf } from "./document";
import type { Editor } from "./editor";
import { plain } from "./texts";
import type { Line } from "./types";

interface Item { key: string; group: string; label: string; help: string; icon: string; act: () => void }
const GAP = 8;

export function AddMenu(): ReactNode {
  const line = usePart((state) => state.menu);
  return line && <Menu key={line.id} line={line} />;
}

/** What can be done with a way: put a step in, paste, lead it to another step, end it. One field searches all of it. */
function Menu({ line }: { line: Line }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const [asked, ask] = useState("");
  const [chosen, choose] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const all = useMemo(() => itemsOf(editor, line), [editor, line]);
  const found = useMemo(() => matching(all, asked), [all, asked]);
  const close = (): void => { editor.openMenu(null); editor.stand({ line: line.id }); };
  useLayoutEffect(() => { if (box.current) put(box.current, line.id); }, [line.id, found.length]);
  useEffect(() => {
    box.current?.querySelector("input")?.focus();
    const outside = (event: PointerEvent): void => { if (!box.current?.contains(event.target as Node)) editor.openMenu(null); };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [editor]);
  useEffect(() => { box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }, [chosen, asked]);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") found[chosen]?.act();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const groups = [...new Set(found.map((item) => item.group))];
  return (
    <div className="menu" ref={box} role="dialog" aria-label={words("add_here", { way: editor.describe(line) })}>
      <div className="menu-search">
        <Icon name="search" />
        <input
          type="text" role="combobox" aria-expanded="true" aria-controls="canvas-menu" aria-autocomplete="list" autoComplete="off" spellCheck="false"
          aria-label={words("menu_search")} placeholder={words("menu_search")} aria-activedescendant={found[chosen] ? `canvas-menu-${chosen}` : undefined}
          value={asked} onChange={(event) => { ask(event.target.value); choose(0); }} onKeyDown={press}
        />
      </div>
      <div className="menu-list" id="canvas-menu" role="listbox" aria-label={words("menu_list")}>
        {groups.map((group) => (
          <div key={group} role="group" aria-label={group}>
            <div className="menu-group" aria-hidden="true">{group}</div>
            {found.map((item, at) => item.group === group && (
              <div key={item.key} id={`canvas-menu-${at}`} className="menu-item" role="option" aria-selected={at === chosen} onClick={item.act} onPointerMove={() => { if (at !== chosen) choose(at); }}>
                <Icon name={item.icon} />
                <span>{item.label}{item.help && <small>{item.help}</small>}</span>
              </div>
            ))}
          </div>
        ))}
        {!found.length && <p className="menu-none">{words("menu_none")}</p>}
      </div>
    </div>
  );
}

/** What the words are in; whatever is called so stands before what only mentions it, and groups stay together. */
function matching(all: Item[], asked: string): Item[] {
  const wanted = plain(asked).split(/\s+/).filter(Boolean);
  if (!wanted.length) return all;
  const begins = plain(asked.trim());
  const rank = (item: Item): number => {
    const label = plain(item.label);
    return label === begins ? 0 : label.startsWith(begins) ? 1 : label.includes(begins) ? 2 : 3;
  };
  const found = all.filter((item) => wanted.every((word) => plain(`${item.label} ${item.help}`).includes(word)));
  found.sort((one, other) => rank(one) - rank(other));
  const groups = [...new Set(found.map((item) => item.group))];
  return groups.flatMap((group) => found.filter((item) => item.group === group));
}

function itemsOf(editor: Editor, line: Line): Item[] {
  const { words } = editor;
  const place = placeOf(line);
  const kinds = editor.props.kinds.filter((kind) => kind.name !== "entry").map((kind) => ({
    key: `kind:${kind.name}`, group: kind.group, label: kind.label, help: kind.help, icon: kind.icon, act: () => editor.add(kind, place),
  }));
  const paste = editor.hasClip ? [{ key: "paste", group: words("menu_here"), label: words("paste"), help: "", icon: "clipboard", act: () => editor.paste(place) }] : [];
  const loose = line.to === null ? [] : [{ key: "loose", group: words("menu_here"), label: words("cut_loose"), help: "", icon: "unlink", act: () => editor.lead(place, null) }];
  const steps = editor.doc.nodes.filter((step) => step.id !== editor.doc.entry && step.id !== line.to).map((step) => {
    const kind = editor.kindOf(step);
    const help = [editor.kindBeside(step), editor.summaryOf(step)].filter(Boolean).join(" · ");
    return { key: `step:${step.id}`, group: words("lead_to"), label: editor.nameOf(step.id), help, icon: kind?.icon ?? "circle", act: () => editor.lead(place, step.id) };
  });
  return [...paste, ...kinds, ...loose, ...steps];
}

/** Beside its "+", inside the window. */
function put(menu: HTMLElement, line: string): void {
  const plus = document.querySelector(`[data-spot="${CSS.escape(`line:${line}`)}"]`)?.getBoundingClientRect();
  if (!plus) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const right = plus.right + GAP + width < window.innerWidth ? plus.right + GAP : Math.max(GAP, plus.left - GAP - width);
  menu.style.left = `${right}px`;
  menu.style.top = `${Math.max(GAP, Math.min(plus.top - 20, window.innerHeight - height - GAP))}px`;
}
