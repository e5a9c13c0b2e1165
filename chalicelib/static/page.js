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
    dialog.addEventListener("pointerdown", (event) => {
      const { left, right, top, bottom } = dialog.getBoundingClientRect();
      const isInside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
      if (event.target === dialog && !isInside) dialog.close();
    });
  }
}
for (const button of document.querySelectorAll("[data-copies]")) {
  // Browsers have a clipboard on pages by HTTPS only.
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.parentElement.querySelector("[aria-live]").textContent = button.dataset.copied;
  });
}
for (const popup of document.querySelectorAll("[data-popup]")) {
  closeFromOutside(popup);
}
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const field of document.querySelectorAll("[data-suggestions]")) {
  suggestAccounts(field);
}
showOwnTimes([...document.querySelectorAll("time[datetime]")]);
for (const notice of document.querySelectorAll("[data-in-minutes]")) {
  setTimeout(() => { notice.hidden = false; }, notice.dataset.inMinutes * 60000);
}
keepTypedAcrossLanguages();

// A menu closes on Escape, on a click elsewhere and where Tab leaves it. Not on the focus of a pointer: what moves up
// between its press and its release would not be clicked.
function closeFromOutside(popup) {
  const details = popup.matches("details") ? popup : popup.querySelector("details");
  for (const kind of ["click", "keyup"]) {
    document.addEventListener(kind, (event) => {
      if (!popup.contains(event.target)) details.open = false;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    if (popup.contains(document.activeElement)) details.querySelector("summary").focus();
    details.open = false;
  });
}

// The server writes UTC, and paper keeps it. On the screen a time is the reader's own, and says how far away it is.
function showOwnTimes(elements) {
  const page = document.documentElement.lang;
  const language = page === "en" ? "en-GB" : page;
  const { timeAlone, timeWithin, firstDay } = document.body.dataset;
  // From how many seconds on which unit is used, and its length.
  const units = [[63e6, 31557600, "year"], [86e5, 2629800, "month"], [84600, 86400, "day"], [3570, 3600, "hour"], [30, 60, "minute"]];
  const times = elements.filter((element) => !Number.isNaN(Date.parse(element.dateTime))).map((element) => {
    const utc = element.textContent;
    // A date alone stays one; a time that shares its line comes first, so that sentences stay sentences.
    const isDate = !/\d:\d/.test(utc);
    const isAlone = element.parentElement.textContent.trim() === utc.trim();
    return { element, utc, title: element.title, isDate, pattern: isAlone ? timeAlone : timeWithin };
  });

  const format = (at, options) => new Intl.DateTimeFormat(language, options).formatToParts(at)
    .map((part) => (part.type === "day" && part.value === "1" ? firstDay : part.value)).join("");

  function relative(at) {
    const seconds = (at - Date.now()) / 1000;
    const [, length, unit] = units.find(([from]) => Math.abs(seconds) >= from) ?? [0, Infinity, "second"];
    const numeric = unit === "second" ? "auto" : "always";
    return new Intl.RelativeTimeFormat(language, { numeric }).format(Math.round(seconds / length), unit);
  }

  function show({ element, utc, title, isDate, pattern }) {
    const at = new Date(element.dateTime);
    const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    const facts = {
      relative: relative(at),
      date: format(at, { day: "numeric", month: "long", year }),
      time: format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    };
    const full = (isDate ? timeWithin : pattern).replace(/{(\w+)}/g, (_, fact) => facts[fact]);
    element.textContent = isDate ? format(at, { day: "numeric", month: "short", year: "numeric" }) : full;
    element.title = isDate ? `${full} · ${title || utc}` : utc;
  }

  const showAll = () => times.forEach(show);
  showAll();
  setInterval(showAll, 60000);
  addEventListener("beforeprint", () => times.forEach(({ element, utc }) => { element.textContent = utc; }));
  addEventListener("afterprint", showAll);
}

// What is typed and not yet sent is sent along, to be shown in the other language and not carried out.
function keepTypedAcrossLanguages() {
  let edited;
  document.addEventListener("input", (event) => {
    const { form } = event.target;
    if (form && form.method === "post" && form.id !== "typed") edited = form;
  });
  document.querySelector("header nav").addEventListener("click", (event) => {
    const choice = event.target.closest("[lang]");
    if (!choice || !edited) return;
    event.preventDefault();
    const marker = document.createElement("input");
    Object.assign(marker, { type: "hidden", name: "only_show", value: "true" });
    edited.append(marker);
    const target = new URL(edited.dataset.again || edited.action, location);
    target.searchParams.set("lang", choice.lang);
    edited.action = target;
    edited.submit();
  });
}

function offerCopy(text) {
  const button = document.createElement("button"), announcer = document.createElement("span");
  button.className = "quiet";
  button.type = "button";
  button.textContent = text.dataset.copy;
  button.setAttribute("aria-label", `${text.dataset.copy}: ${text.textContent}`);
  announcer.className = "unseen";
  announcer.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    announcer.textContent = button.textContent = text.dataset.copied;
  });
  text.after(" ", button, announcer);
}

// An editable combobox with a list, as in the ARIA Authoring Practices Guide. The list only suggests: what is typed is
// searched as it is, unless one of the accounts is chosen, which opens its page.
function suggestAccounts(field) {
  const pause = 200;
  const list = field.parentElement.querySelector("[role=listbox]");
  const announcer = field.parentElement.querySelector("[aria-live]");
  let timer, asked;

  const selected = () => list.querySelector("[aria-selected=true]");
  // Two characters say something only where words are written without spaces; the server decides.
  const isEnough = (text) => text.length > 2 || (text.length === 2 && /[^\u0000-\u024f]/.test(text));

  function select(option) {
    const before = selected();
    if (before) before.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function show(isShown) {
    list.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown));
    if (!isShown) select(null);
  }

  function forget() {
    clearTimeout(timer);
    if (asked) asked.abort();
  }

  function close() {
    forget();
    show(false);
  }

  function optionOf(account, number) {
    const option = document.createElement("li"), domain = document.createElement("span");
    const name = document.createElement("bdi");
    option.id = `suggestion-${number}`;
    option.dataset.url = account.url;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    domain.textContent = account.domain;
    name.textContent = account.name;
    option.append(name, " ", domain);
    return option;
  }

  function offer(accounts, announcement) {
    list.replaceChildren(...accounts.map(optionOf));
    announcer.textContent = announcement;
    show(accounts.length > 0);
  }

  async function ask() {
    asked = new AbortController();
    const { signal } = asked;
    try {
      const query = new URLSearchParams({ q: field.value });
      // A session that has ended redirects to the sign-in, which has no suggestions.
      const answer = await fetch(`${field.dataset.suggestions}?${query}`, { signal, redirect: "error" });
      const found = answer.ok ? await answer.json() : { items: [], announcement: "" };
      offer(found.items, found.announcement);
    } catch {
      if (!signal.aborted) offer([], "");
    }
  }

  function askSoon() {
    forget();
    select(null);
    if (isEnough(field.value.trim())) {
      timer = setTimeout(ask, pause);
    } else {
      offer([], "");
    }
  }

  function move(step) {
    if (!list.children.length) return false;
    show(true);
    // The field itself is one of the places: before the first option, and behind the last one.
    const places = [null, ...list.children];
    select(places.at((places.indexOf(selected()) + step) % places.length));
    return true;
  }

  function open(option) {
    if (option) location.assign(option.dataset.url);
    return Boolean(option);
  }

  // Each says whether it did something; otherwise the key does what it does in every field.
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowLeft: () => select(null),
    ArrowRight: () => select(null),
    Home: () => select(null),
    End: () => select(null),
    Enter: () => open(selected()),
    Escape: () => {
      const wasShown = !list.hidden;
      close();
      return wasShown;
    },
  };

  function press(event) {
    // The keys of an input method choose among its own candidates; Safari says 229 of the last one.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key in keys && keys[event.key]()) event.preventDefault();
  }

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  // What an input method is composing is no text yet; what it has composed is.
  field.addEventListener("input", (event) => (event.isComposing ? close() : askSoon()));
  field.addEventListener("compositionend", askSoon);
  field.addEventListener("keydown", press);
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  // The field keeps the focus, so that the list stays open until the button is let go.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => open(event.target.closest("[role=option]")));
}
