import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { branchOf, stepOf } from "./document";
import { useDrag } from "./drags";
import type { Editor, State } from "./editor";
import type { Step, StepCheck } from "./types";

/** "412 here · 61 % moved on"; nothing before the strategy has run. */
export function countsOf(editor: Editor, check: StepCheck | undefined): string {
  if (!check || check.active + check.moved === 0) return "";
  const here = editor.words("here", { n: check.active });
  return check.moved ? `${here} · ${editor.words("moved_on", { share: editor.words.percent(check.moved / (check.active + check.moved)) })}` : here;
}

/** Kind, name, summary, counts and problems in one sentence, for those who hear the canvas. */
function spoken(editor: Editor, step: Step, check: StepCheck | undefined): string {
  const faults = check?.faults.length ?? 0;
  const parts = [editor.kindBeside(step), editor.nameOf(step.id), editor.summaryOf(step), countsOf(editor, check), faults ? editor.words.many("problems", faults) : ""];
  return parts.filter(Boolean).join(", ");
}

const isAt = (state: State, id: string): boolean => state.spot !== null && "step" in state.spot && state.spot.step === id;

function isInBranch(editor: Editor, state: State, id: string): boolean {
  const { spot, isBranch } = state;
  return isBranch && spot !== null && "step" in spot && branchOf(editor.doc, spot.step).has(id);
}

export const StepCard = memo(function StepCard({ id }: NodeProps): ReactNode {
  const { editor, drags } = useTools();
  const step = usePart((state) => stepOf(state.history.doc, id));
  const check = usePart((state) => state.checks?.steps[id]);
  const isHere = usePart((state) => isAt(state, id));
  const isChosen = usePart((state) => isInBranch(editor, state, id));
  const isOpen = usePart((state) => state.open === id);
  if (!step) return null;
  const kind = editor.kindOf(step);
  const faults = check?.faults.length ?? 0;
  const counts = countsOf(editor, check);
  const looks = ["card", "nopan", isHere && "is-here", isChosen && "is-chosen", isOpen && "is-open", faults && "has-faults", id === editor.doc.entry && "is-entry"];
  return (
    <div
      className={looks.filter(Boolean).join(" ")}
      data-spot={`step:${id}`}
      data-kind={step.kind}
      role="group"
      aria-roledescription={editor.words("step")}
      aria-label={spoken(editor, step, check)}
      aria-current={isOpen ? "true" : undefined}
      tabIndex={isHere ? 0 : -1}
      onPointerDown={(event) => { if (id !== editor.doc.entry) drags.press(event, () => drags.stepsOf(id)); }}
      onClick={() => { editor.stand({ step: id }, { isBranch: isHere && editor.state.isBranch }); editor.openStep(id); }}
      onFocus={() => { if (!isHere) editor.stand({ step: id }, { grab: false }); }}
    >
      <span className="card-icon"><Icon name={kind?.icon ?? "circle"} /></span>
      <span className="card-text">
        {editor.kindBeside(step) && <span className="card-kind">{editor.kindBeside(step)}</span>}
        <span className="card-name">{editor.nameOf(id)}</span>
        <span className="card-summary">{editor.summaryOf(step)}</span>
        {counts && <span className="card-counts num">{counts}</span>}
      </span>
      {faults > 0 && <span className="card-faults" title={editor.words.many("problems", faults)}><Icon name="circle-alert" />{faults}</span>}
      <DropHint id={id} />
    </div>
  );
}, (before, now) => before.id === now.id); // where it stands is the business of the box around it

/** Shown while the end of a line is dragged over this step. */
function DropHint({ id }: { id: string }): ReactNode {
  const { drags } = useTools();
  const isOver = useDrag(drags, (drag) => drag?.target && "step" in drag.target && drag.target.step === id);
  return isOver ? <span className="card-drop" aria-hidden="true" /> : null;
}
