"use strict";
// What JavaScript improves; the form works without it. Nothing is requested but by sending the form.

const form = document.querySelector("form");
const ending = document.getElementById("ending");
const exit = document.querySelector("button[value=exit-page]");
const SHIFTS = 3;
const WITHIN = 2000; // milliseconds from the first Shift to the last
const SOON = 1000; // milliseconds within which two digits are one code
const EARLIER = 5; // seconds before the end at which the page sends itself, so that what stands on it still arrives

const press = (action) => {
  const button = document.createElement("button");
  button.name = "action";
  button.value = action;
  button.hidden = true;
  form.append(button);
  button.click();
};

// A page that came in answer to a post, with a mistake marked on it, is one that "Back" asks to send again. What was typed
// there is needed until it is sent anew; from then on the history names the page alone, which shows what is stored.
if ("posted" in form.dataset) form.addEventListener("submit", () => history.replaceState(null, "", location.href));

// Whether the screen is narrow or wide decides how a scale is laid out.
form.addEventListener("formdata", (event) => {
  event.formData.set("layout", matchMedia("(min-width: 40em)").matches ? "wide" : "narrow");
});

// Whoever writes an answer after all has taken back that they cannot give one, and chosen the answer it is written beside.
form?.addEventListener("input", (event) => {
  if (!event.target.matches("input[type=text], textarea, select") || !event.target.value) return;
  const apart = event.target.closest("fieldset")?.querySelectorAll("[type=checkbox][value^='-']") ?? [];
  for (const each of apart) each.checked = false;
  const chosen = event.target.closest(".beside")?.previousElementSibling?.querySelector("input");
  if (chosen) chosen.checked = true;
});

// What excludes every other answer stands after "or": whoever ticks it takes the others back, and the other way round.
form?.addEventListener("change", (event) => {
  if (!event.target.matches("[type=checkbox]:checked")) return;
  const boxes = [...(event.target.closest("fieldset")?.querySelectorAll(".option [type=checkbox]") ?? [])];
  const isApart = (box) => box.matches(".or ~ .option *");
  for (const box of boxes) box.checked &&= box === event.target || !(isApart(box) || isApart(event.target));
});

if (ending) {
  const ends = Date.now() + 1000 * (Number(ending.dataset.endsAfter) - EARLIER);
  const warns = ends - 1000 * Number(ending.dataset.warnedBefore);
  ending.addEventListener("cancel", (event) => {
    event.preventDefault();
    press("stay");
  });
  // The clock is looked at again and again, for a timer stands still while a computer sleeps.
  const timer = setInterval(() => {
    if (Date.now() >= ends) {
      clearInterval(timer);
      press("expire");
    } else if (Date.now() >= warns && !ending.open) {
      ending.showModal();
    }
  }, 1000);
}

// At an interviewer's page a typed code chooses its answer, as long as a choice of the question has the focus, or nothing has
// that takes what is typed, as when a question is asked once more. What is typed soon after one code may make it a longer one:
// 1, then 12.
if (document.querySelector("[data-asked]")) {
  let typed = "";
  let when = 0;
  let chosen = null;
  // Where an answer is wrong or wanting; one that was given is not touched from elsewhere.
  const wanting = () => {
    const given = new FormData(form);
    const inputs = [...document.querySelectorAll("main :is([inputmode], [type=radio], [type=checkbox])")];
    return (
      document.querySelector("main [inputmode][aria-invalid]") ??
      inputs.find((each) => given.getAll(each.name).every((value) => value === ""))
    );
  };
  const goOn = document.querySelector("main button.go[value=next]");
  // Enter chooses in a list that is open; in a closed one it does nothing of its own.
  const isClosed = (each) => each.matches("select") && CSS.supports("selector(:open)") && !each.matches(":open");
  document.addEventListener("keydown", (event) => {
    const isIdle = event.target.closest("a, button, input, select, textarea, dialog") === null;
    const here = (isIdle && wanting()) || event.target;
    const isCode = /^[-0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "Enter" && !event.repeat && (isIdle || isClosed(event.target))) goOn?.click();
    if (isIdle && isCode && here.inputMode) here.select(); // what is typed takes the place of what is wrong
    if (!isCode || !["radio", "checkbox"].includes(here.type)) return;
    event.preventDefault();
    const inputs = [...form.elements].filter((each) => each.name === here.name && each.type === here.type);
    const begins = (code) => inputs.some((each) => each.value.startsWith(code));
    const isLonger = event.timeStamp - when < SOON && begins(typed + event.key);
    // A box that the shorter code ticked was not meant.
    if (isLonger && chosen) chosen.checked = chosen.type === "checkbox" && !chosen.checked;
    typed = isLonger ? typed + event.key : event.key;
    when = event.timeStamp;
    chosen = inputs.find((each) => each.value === typed) ?? null;
    if (chosen) {
      chosen.checked = chosen.type === "radio" || !chosen.checked;
      chosen.focus();
    }
  });
  document.documentElement.classList.add("has-script");
}

if (exit) {
  let shifts = [];
  form.addEventListener("submit", (event) => {
    // The screen is empty before the answer of the server is there.
    if (event.submitter === exit) document.documentElement.classList.add("leaving");
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    // Alt or Ctrl with Shift changes the keyboard's language.
    const isBare = event.key === "Shift" && !event.altKey && !event.ctrlKey && !event.metaKey;
    shifts = isBare ? [...shifts, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN) : [];
    if (shifts.length === SHIFTS) exit.click();
  });
  // A page that the browser kept as it was when it was left must not be seen again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.documentElement.classList.add("has-script");
}
