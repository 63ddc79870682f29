// What every page does: toasts made on this side, forms sent once, the drawer closed by Escape, print when asked.

/** Shows `words` in the page's toast corner; the template carries the markup and its translation. */
export function openToast(words, tone = "info") {
  const corner = document.querySelector(".toasts");
  const shape = document.getElementById("toast-shape");
  if (!corner || !shape || !words) return;
  const toast = shape.content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast-${tone}`);
  toast.querySelector("p").textContent = words;
  corner.append(toast);
}

/** A second tap on a form that is on its way does nothing; coming back by the back button frees it. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[type=submit][aria-disabled]")) button.removeAttribute("aria-disabled");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#nav") location.hash = "#main";
  });
  document.addEventListener("click", ({ target }) => target.closest("[data-print-page]") && window.print());
}
