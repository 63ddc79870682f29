/** The tokens as they stand on `element` (dark inside `data-screen`), for what draws on a canvas. */
export function tokens(element = document.documentElement) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "ink-2", "ink-3", "paper", "snow", "line", "line-2", "red", "gold", "teal", "land", "land-line", "water", "shade"];
  const values = Object.fromEntries(names.map((name) => [name.replace("-", ""), read(name)]));
  return { ...values, font: read("font"), base: parseFloat(getComputedStyle(document.documentElement).fontSize) };
}
