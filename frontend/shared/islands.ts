/**
 * An island is a part of a page that script draws: JSON in, JSON out, the page stays an ordinary form.
 *
 *   <section data-island="rules" data-props-id="rule-props" data-field-id="id_rule"></section>
 *   {{ props|json_script:"rule-props" }}  <textarea id="id_rule" name="rule" hidden>…</textarea>
 *
 * Each lives in `<folder>/island.ts`, exports `mount`, and is fetched only by pages that show it.
 */
export interface Island { root: HTMLElement; props: unknown; field: HTMLTextAreaElement | HTMLInputElement | null }
type Module = { mount: (island: Island) => void };

const modules = import.meta.glob<Module>("../*/island.ts");

export function startIslands(within: ParentNode = document): void {
  within.querySelectorAll<HTMLElement>("[data-island]:not([data-mounted])").forEach((root) => {
    root.dataset.mounted = "";
    const load = modules[`../${root.dataset.island}/island.ts`];
    if (!load) return;
    const source = document.getElementById(root.dataset.propsId ?? "");
    const field = document.getElementById(root.dataset.fieldId ?? "") as Island["field"];
    void load().then(({ mount }) => mount({ root, props: JSON.parse(source?.textContent ?? "null"), field }));
  });
}
