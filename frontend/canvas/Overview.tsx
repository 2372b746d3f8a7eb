import { useId } from "react";
import type { ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { nameOf } from "./texts";

/** The strategy itself: what is to be fixed, what it is called, what ends it anywhere. */
export function Overview({ canEdit }: { canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const doc = usePart((state) => state.history.doc);
  return (
    <>
      <header className="side-head"><span className="card-icon"><Icon name="workflow" /></span><div><p className="muted">{words("strategy")}</p><h2 className="side-title" tabIndex={-1}>{doc.title[editor.props.language] || Object.values(doc.title)[0] || nameOf(doc.name)}</h2></div></header>
      <div className="side-body">
        <div className="side-parts">
          <ToFix />
          {canEdit && <section className="side-part"><h3>{words("title")}</h3>{["es", "en"].map((language) => <Title key={language} language={language} />)}</section>}
          <section className="side-part">
            <h3>{words("exits")}</h3>
            <p className="muted">{words("exits_help")}</p>
            <ul className="exits">{editor.props.exits.map((exit) => <li key={exit.name}><label><input type="checkbox" className="checkbox checkbox-sm" disabled={!canEdit} checked={doc.exit.includes(exit.name)} onChange={(event) => editor.describeStrategy({ exit: event.target.checked ? [...doc.exit, exit.name] : doc.exit.filter((name) => name !== exit.name) })} />{exit.label}</label></li>)}</ul>
          </section>
          {canEdit && <p className="muted kinds-hint">{words("hint")}</p>}
        </div>
      </div>
    </>
  );
}

function ToFix(): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const checks = usePart((state) => state.checks);
  if (!checks) return <p className="muted">{words("checking")}</p>;
  if (!checks.faults.length) return <p className="state tone-success"><Icon name="circle-check" />{words("nothing_to_fix")}</p>;
  const go = (step: string): void => { editor.openStep(step); editor.stand({ step }); };
  return (
    <section className="side-part" aria-label={words.many("to_fix", checks.faults.length)}>
      <h3>{words.many("to_fix", checks.faults.length)}</h3>
      <ol className="to-fix">
        {checks.faults.map((fault, at) => (
          <li key={`${at}${fault.message}`}>
            {fault.step === null || !editor.state.layout.steps.has(fault.step)
              ? <p>{fault.message} <span className="muted">{fault.remedy}</span></p>
              : <button type="button" onClick={() => go(fault.step!)}><b>{editor.nameOf(fault.step)}</b> {fault.message} <span className="muted">{fault.remedy}</span></button>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Title({ language }: { language: string }): ReactNode {
  const { editor } = useTools();
  const id = useId();
  const title = usePart((state) => state.history.doc.title);
  const give = (text: string): void => { if (text.trim() !== (title[language] ?? "")) editor.describeStrategy({ title: { ...title, [language]: text.trim() } }); };
  return (
    <div className="field">
      <label htmlFor={id}>{editor.words(`language_${language}`)}</label>
      <input key={title[language] ?? ""} id={id} className="input input-sm" defaultValue={title[language] ?? ""} maxLength={120} autoComplete="off" onBlur={(event) => give(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter") give(event.currentTarget.value); }} />
    </div>
  );
}
