"use strict";
// Nothing here is needed: every page works without it.
for (const summary of document.querySelectorAll("[data-summary]")) {
  summary.focus();
}
for (const opener of document.querySelectorAll("form[data-opens]")) {
  const dialog = document.getElementById(opener.dataset.opens);
  if (dialog && dialog.showModal) {
    opener.querySelector("button").setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
}
