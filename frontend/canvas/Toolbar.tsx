import { useId, useMemo, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import type { Editor } from "./editor";
import { plain } from "./texts";
import type { Step } from "./types";

export function Toolbar({ canEdit, onKeys }: { canEdit: boolean; onKeys: () => void }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const canUndo = usePart((state) => state.history.past.length > 0);
  const canRedo = usePart((state) => state.history.future.length > 0);
  const isSaving = usePart((state) => state.isSaving);
  const isDirty = usePart((state) => state.history.doc !== state.saved);
  return (
    <div className="bar" role="toolbar" aria-label={words("toolbar")}>
      {canEdit && <Tool icon="undo-2" label={words("undo")} keys="Ctrl Z" isOff={!canUndo} act={() => editor.undo()} />}
      {canEdit && <Tool icon="redo-2" label={words("redo")} keys="Ctrl Y" isOff={!canRedo} act={() => editor.redo()} />}
      <Search />
      <Tool icon="minus" label={words("zoom_out")} keys="−" act={() => editor.view?.zoom("out")} />
      <Tool icon="plus" label={words("zoom_in")} keys="+" act={() => editor.view?.zoom("in")} />
      <Tool icon="maximize" label={words("show_all")} keys="0" act={() => editor.view?.zoom("all")} />
      <Tool icon="keyboard" label={words("keys")} act={onKeys} />
      <span className="bar-end">
        <Problems />
        {canEdit && <span className="bar-state muted">{isSaving ? words("saving") : isDirty ? words("unsaved") : words("all_saved")}</span>}
        {canEdit && <button type="button" className="btn" aria-keyshortcuts="Control+S" onClick={() => void editor.save()}><Icon name="save" />{words("save")}</button>}
        {canEdit && editor.props.urls.publish && <button type="button" className="btn btn-primary" onClick={() => void publish(editor)}><Icon name="upload" />{words("publish")}</button>}
      </span>
    </div>
  );
}

/** Publishing has its own page, which shows the difference; what is shown there is what is saved. */
async function publish(editor: Editor): Promise<void> {
  if (await editor.save()) window.location.assign(editor.props.urls.publish);
}

function Tool({ icon, label, keys, act, isOff = false }: { icon: string; label: string; keys?: string; act: () => void; isOff?: boolean }): ReactNode {
  return <button type="button" className="icon-button" aria-label={label} title={keys ? `${label} (${keys})` : label} aria-disabled={isOff || undefined} onClick={() => { if (!isOff) act(); }}><Icon name={icon} /></button>;
}

function Problems(): ReactNode {
  const { editor } = useTools();
  const count = usePart((state) => state.checks?.faults.length);
  if (count === undefined) return null;
  const text = count ? editor.words.many("to_fix", count) : editor.words("nothing_to_fix");
  return (
    <button type="button" className={count ? "state tone-error bar-problems" : "state tone-success bar-problems"} onClick={() => { editor.openStep(null); document.querySelector<HTMLElement>(".side-title")?.focus(); }}>
      <Icon name={count ? "circle-alert" : "circle-check"} />{text}
    </button>
  );
}

/** Finds a step by name, kind or what it says; Enter goes there. */
function Search(): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const nodes = usePart((state) => state.history.doc.nodes);
  const [asked, ask] = useState("");
  const [chosen, choose] = useState(0);
  const [isOpen, open] = useState(false);
  const id = useId();
  const found = useMemo(() => (asked.trim() ? matches(editor, nodes, asked) : []), [editor, nodes, asked]);
  const go = (step: Step | undefined): void => {
    if (!step) return;
    open(false);
    ask("");
    editor.openStep(step.id);
    editor.stand({ step: step.id });
  };
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) choose((chosen + by + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") go(found[chosen]);
    else if (event.key === "Escape") { open(false); editor.stand(editor.state.spot); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shows = isOpen && asked.trim() !== "";
  return (
    <div className="find">
      <Icon name="search" />
      <input
        className="input input-sm" type="text" role="combobox" data-search autoComplete="off" spellCheck="false"
        aria-label={words("search")} placeholder={words("search")} aria-expanded={shows} aria-controls={id} aria-autocomplete="list"
        aria-activedescendant={shows && found[chosen] ? `${id}-${chosen}` : undefined}
        value={asked} onChange={(event) => { ask(event.target.value); choose(0); open(true); }} onFocus={(event) => { open(true); event.currentTarget.select(); }} onBlur={() => open(false)} onKeyDown={press}
      />
      <div className="find-list" id={id} role="listbox" aria-label={words("search")} hidden={!shows}>
        {found.slice(0, 12).map((step, at) => (
          <div key={step.id} id={`${id}-${at}`} className="menu-item" role="option" data-step={step.id} aria-selected={at === chosen} onPointerDown={(event) => { event.preventDefault(); go(step); }}>
            <Icon name={editor.kindOf(step)?.icon ?? "circle"} />
            <span>{editor.nameOf(step.id)}<small>{[editor.kindBeside(step), editor.summaryOf(step)].filter(Boolean).join(" · ")}</small></span>
          </div>
        ))}
        {!found.length && <div className="menu-none" role="option" aria-selected="false" aria-disabled="true">{words("menu_none")}</div>}
      </div>
    </div>
  );
}

function matches(editor: Editor, nodes: Step[], asked: string): Step[] {
  const wanted = plain(asked).split(/\s+/).filter(Boolean);
  return nodes.filter((step) => {
    const text = plain(`${step.id} ${editor.nameOf(step.id)} ${editor.kindOf(step)?.label ?? step.kind} ${editor.summaryOf(step)}`);
    return wanted.every((word) => text.includes(word));
  });
}
