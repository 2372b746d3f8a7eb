import { h, icon, w } from "./dom";
import { faultLine } from "./properties";
import { HEAD, PLAIN, type Store } from "./store";
import type { Fault } from "./types";

/** What to fix before publishing, with the way to each; size and reading ease of the text shown. */
export function checksPanel(store: Store, jump: (fault: Fault) => void): HTMLElement {
  const box = h("div", { class: "checks stack" });
  const draw = () => {
    const { checked } = store;
    if (!checked) { box.replaceChildren(h("p", { class: "muted" }, w("checking"))); return; }
    const { reading, bytes } = checked;
    box.replaceChildren(
      checked.faults.length ? h("ul", { class: "check-list" }, ...checked.faults.map((fault) => h("li", {}, line(fault, jump)))) : h("p", { class: "state-line tone-success" }, icon("circle-check"), w("nothing_to_fix")),
      bytes ? h("p", { class: "muted" }, w("size_of", { n: Math.ceil(bytes / 1000) })) : "",
      reading.ease === null ? "" : h("p", {}, h("strong", {}, w("reading_whole", { ease: Math.round(reading.ease), band: reading.band })), " ", h("span", { class: "muted" }, w("reading_words", { n: reading.words }))),
      reading.texts.length > 1 ? readings(store) : "",
    );
  };
  store.listen((reason) => { if (reason === "checked" || reason === "variant") draw(); });
  draw();
  return box;
}

function line(fault: Fault, jump: (fault: Fault) => void): HTMLElement {
  return h("button", { type: "button", class: "check-line", onclick: () => jump(fault) }, faultLine(fault), fault.place ? h("small", { class: "muted" }, fault.place) : false);
}

function readings(store: Store): HTMLElement {
  const texts = store.checked?.reading.texts ?? [];
  return h("table", { class: "data-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, w("text")), h("th", { scope: "col", class: "right" }, w("words")), h("th", { scope: "col", class: "right" }, w("ease")))),
    h("tbody", {}, ...texts.map((text) =>
      h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => store.select(text.block || (text.prop === "plain" ? PLAIN : HEAD)) }, text.place)),
        h("td", { class: "right" }, String(text.words)), h("td", { class: "right" }, `${Math.round(text.ease)} · ${text.band}`)))));
}

/** The line an inbox shows: who writes, subject, preheader. */
export function inboxLine(store: Store, open: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "inbox-line", onclick: open });
  const draw = () => {
    const { checked } = store;
    button.hidden = !store.text;
    button.replaceChildren(
      h("span", { class: "sr" }, `${w("heads")}: `),
      h("span", { class: "inbox-from" }, checked?.sender ?? ""),
      h("span", { class: "inbox-subject" }, checked?.subject || w("no_subject")),
      h("span", { class: "inbox-preheader" }, checked?.preheader ?? ""));
  };
  store.listen((reason) => { if (reason === "checked" || reason === "variant") draw(); });
  draw();
  return button;
}

/** How many SMS the text takes, and the signs that make it dearer. */
export function smsMeter(store: Store): HTMLElement {
  const box = h("div", { class: "sms-meter", role: "status" });
  const draw = () => {
    const sms = store.checked?.sms;
    box.hidden = !sms || !store.text;
    if (!sms) return;
    box.replaceChildren(
      h("p", {}, h("strong", {}, w(sms.parts === 1 ? "sms_one" : "sms_many", { n: sms.parts })), " ", h("span", { class: "muted" }, w("sms_units", { n: sms.units, code: sms.encoding, left: sms.left }))),
      sms.outside.length ? h("p", { class: "state-line tone-warning" }, icon("triangle-alert"), h("span", {}, w("sms_outside"), " ", ...sms.outside.flatMap((sign) => [h("span", { class: "sign code" }, sign), " "]))) : "",
      h("p", { class: "muted" }, w("sms_short_link")));
  };
  store.listen((reason) => { if (reason === "checked" || reason === "variant") draw(); });
  draw();
  return box;
}
