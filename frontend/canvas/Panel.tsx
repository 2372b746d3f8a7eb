import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { stepOf, targetOf } from "./document";
import { Overview } from "./Overview";
import { Log, Results, Test } from "./Results";
import { StepForm } from "./StepForm";
import type { Outlet, Step } from "./types";

/** The right side: the step that is open, or the strategy itself. */
export function Panel({ canEdit }: { canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const step = usePart((state) => (state.open === null ? undefined : stepOf(state.history.doc, state.open)));
  const back = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    editor.stand(editor.state.spot ?? { step: editor.doc.entry });
  };
  return (
    <aside className={step ? "side is-step" : "side"} aria-label={step ? editor.nameOf(step.id) : editor.words("strategy")} onKeyDown={back}>
      {step ? <StepPanel key={step.id} step={step} canEdit={canEdit} /> : <Overview canEdit={canEdit} />}
    </aside>
  );
}

const TABS = ["build", "test", "results", "log"] as const;

function StepPanel({ step, canEdit }: { step: Step; canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const [tab, turn] = useState<(typeof TABS)[number]>("build");
  const id = useId();
  const kind = editor.kindOf(step);
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]!;
    turn(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <>
      <header className="side-head">
        <span className="card-icon"><Icon name={kind?.icon ?? "circle"} /></span>
        <div>{editor.kindBeside(step) && <p className="muted">{editor.kindBeside(step)}</p>}<h2 className="side-title" tabIndex={-1}>{editor.nameOf(step.id)}</h2></div>
        <button type="button" className="icon-button" aria-label={words("close")} onClick={() => { editor.openStep(null); editor.stand({ step: step.id }); }}><Icon name="x" /></button>
      </header>
      <div className="side-tabs" role="tablist" aria-label={words("tabs")} onKeyDown={press}>
        {TABS.map((name) => <button key={name} type="button" role="tab" id={`${id}-${name}`} aria-selected={tab === name} aria-controls={`${id}-shown`} tabIndex={tab === name ? 0 : -1} onClick={() => turn(name)}>{words(`tab_${name}`)}</button>)}
      </div>
      <div className="side-body" role="tabpanel" id={`${id}-shown`} aria-labelledby={`${id}-${tab}`} tabIndex={-1}>
        {tab === "build" && <Build step={step} canEdit={canEdit} />}
        {tab === "test" && <Test canEdit={canEdit} />}
        {tab === "results" && <Results step={step} />}
        {tab === "log" && <Log step={step.id} />}
      </div>
    </>
  );
}

function Build({ step, canEdit }: { step: Step; canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const faults = usePart((state) => state.checks?.steps[step.id]?.faults);
  const help = editor.kindOf(step)?.help;
  return (
    <div className="side-parts">
      {help && <p className="muted">{help}</p>}
      {faults?.map((fault) => <p key={fault.message} className="field-error"><Icon name="circle-alert" /><span>{fault.message} {fault.remedy}</span></p>)}
      {canEdit ? <StepForm step={step} /> : <p>{editor.summaryOf(step)}</p>}
      <Ways step={step} canEdit={canEdit} />
      {canEdit && <Name step={step} />}
      {canEdit && step.id !== editor.doc.entry && <Deeds step={step} />}
    </div>
  );
}

/** Where each way out leads, to be chosen without dragging. */
function Ways({ step, canEdit }: { step: Step; canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  usePart((state) => state.checks);
  const outlets = editor.outletsOf(step);
  if (!outlets.length) return null;
  return <section className="side-part"><h3>{editor.words("ways_out")}</h3><div className="ways">{outlets.map((outlet) => <WayOut key={outlet.name} step={step} outlet={outlet} canEdit={canEdit} />)}</div></section>;
}

function WayOut({ step, outlet, canEdit }: { step: Step; outlet: Outlet; canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const nodes = usePart((state) => state.history.doc.nodes);
  const id = useId();
  const to = targetOf(editor.doc, { from: step.id, outs: [outlet.name] });
  if (!canEdit) return <p>{outlet.label} <Icon name="arrow-right" /> {to === null ? words("nowhere") : editor.nameOf(to)}</p>;
  const lead = (value: string): void => editor.leadFromPanel({ from: step.id, outs: [outlet.name] }, value || null);
  return (
    <div className="way-out">
      <label htmlFor={id}>{words("leads_to", { out: outlet.label })}</label>
      <select id={id} className="select select-sm" value={to ?? ""} onChange={(event) => lead(event.target.value)}>
        <option value="">{words("nowhere")}</option>
        {nodes.filter((other) => other.id !== editor.doc.entry).map((other) => <option key={other.id} value={other.id}>{[editor.nameOf(other.id), editor.kindBeside(other)].filter(Boolean).join(" · ")}</option>)}
      </select>
    </div>
  );
}

function Name({ step }: { step: Step }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isTaken, tell] = useState(false);
  const name = editor.nameOf(step.id);
  useEffect(() => { if (field.current) field.current.value = name; }, [name]);
  const give = (): void => tell(field.current?.value !== name && !editor.rename(step.id, field.current?.value ?? ""));
  return (
    <div className="field">
      <label htmlFor={id}>{words("name")}</label>
      <input ref={field} id={id} className="input input-sm" defaultValue={name} maxLength={60} autoComplete="off" aria-invalid={isTaken || undefined} aria-describedby={`${id}-help`} onBlur={give} onKeyDown={(event) => { if (event.key === "Enter") give(); }} />
      <p id={`${id}-help`} className={isTaken ? "field-error" : "help"}>{isTaken ? words("name_taken") : words("name_help")}</p>
    </div>
  );
}

/** What the keys do, as buttons. */
function Deeds({ step }: { step: Step }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const on = (isBranch: boolean, act: () => void) => () => { editor.stand({ step: step.id }, { grab: false, isBranch }); act(); };
  const deeds: [string, string, () => void][] = [
    ["copy", "copy", on(false, () => editor.copy())],
    ["copy", "copy_branch", on(true, () => editor.copy())],
    ["clipboard", "cut_branch", on(true, () => editor.cut())],
    ["trash-2", "delete", on(false, () => editor.delete())],
    ["trash-2", "delete_branch", on(true, () => editor.delete())],
  ];
  return <section className="side-part"><h3>{words("deeds")}</h3><div className="deeds">{deeds.map(([icon, key, act]) => <button key={key} type="button" className="btn btn-sm" onClick={act}><Icon name={icon} />{words(key)}</button>)}</div></section>;
}
