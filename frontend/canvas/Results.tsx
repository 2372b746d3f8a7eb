import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { countsOf } from "./StepCard";
import type { Step } from "./types";

/** How many are here and which ways they took. */
export function Results({ step }: { step: Step }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const check = usePart((state) => state.checks?.steps[step.id]);
  const text = countsOf(editor, check);
  if (!check || !text) return <p className="muted">{words("no_results")}</p>;
  return (
    <div className="side-parts">
      <p className="results-lead num">{text}</p>
      {check.moved > 0 && (
        <table className="data-table">
          <thead><tr><th scope="col">{words("way_out")}</th><th scope="col" className="right">{words("cases")}</th><th scope="col" className="right">{words("share")}</th></tr></thead>
          <tbody>{editor.outletsOf(step).filter(({ name }) => name in check.ways).map(({ name, label }) => <tr key={name}><th scope="row">{label}</th><td className="right">{words.number(check.ways[name]!)}</td><td className="right">{words.percent(check.ways[name]! / check.moved)}</td></tr>)}</tbody>
        </table>
      )}
      <p className="muted">{words("results_help")}</p>
    </div>
  );
}

/** A real case is walked through on a page of its own; it walks what is saved. */
export function Test({ canEdit }: { canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const go = async (): Promise<void> => { if (!canEdit || await editor.save()) window.location.assign(editor.props.urls.test); };
  return <div className="side-parts"><p>{editor.words("test_help")}</p><p><button type="button" className="btn" onClick={() => void go()}><Icon name="play" />{editor.words("test_go")}</button></p></div>;
}

/** The last cases that went through here, as the server tells it. */
export function Log({ step }: { step: string }): ReactNode {
  const { editor } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const [isBroken, tell] = useState(false);
  useEffect(() => {
    const asked = new AbortController();
    editor.server.log(step, asked.signal).then(
      (html) => { if (box.current) box.current.innerHTML = html; },
      () => { if (!asked.signal.aborted) tell(true); },
    );
    return () => asked.abort();
  }, [editor, step]);
  return isBroken ? <p className="muted">{editor.words("not_loaded")}</p> : <div ref={box} />;
}
