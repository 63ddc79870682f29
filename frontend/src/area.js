// Choosing where: a county, then its towns, then their villages. The deepest choice made carries the field's name.
const LEVELS = 3;

/** Gives the field's name to the deepest select with a choice, so that the form sends one code. */
function nameDeepest(box) {
  const selects = [...box.querySelectorAll("select")];
  const deepest = selects.findLast((select) => select.value) ?? selects[0];
  for (const select of selects) {
    if (select === deepest) select.name = box.dataset.name;
    else select.removeAttribute("name");
  }
  box.dispatchEvent(new CustomEvent("hecheng:area", { bubbles: true, detail: { code: deepest.value } }));
}

async function addStep(box, code, depth) {
  const answer = await fetch(box.dataset.below.replace("000000000000", code), { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { areas } = await answer.json();
  if (areas.length === 0 || box.querySelectorAll("select").length !== depth) return;
  const words = box.getAttribute(`data-words-${depth + 2}`);
  const select = document.createElement("select");
  select.className = "input";
  select.setAttribute("aria-label", words);
  select.append(new Option(words, ""), ...areas.map((area) => new Option(area.name, area.code)));
  box.querySelector(".area-steps").append(select);
}

export function mount(box) {
  nameDeepest(box);
  box.addEventListener("change", ({ target }) => {
    const selects = [...box.querySelectorAll("select")];
    const depth = selects.indexOf(target) + 1;
    for (const deeper of selects.slice(depth)) deeper.remove();
    nameDeepest(box);
    if (target.value && depth < LEVELS) addStep(box, target.value, depth);
  });
}
