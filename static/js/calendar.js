// The calendar is one stop of Tab; arrows go from day to day, and the day is said in words below.
for (const calendar of document.querySelectorAll("[data-calendar]")) {
  const days = [...calendar.querySelectorAll("a")];
  const words = document.querySelector("[data-calendar-words]");
  const visible = () => days.filter((day) => day.getClientRects().length > 0);
  const stop = (day) => {
    for (const other of days) other.tabIndex = other === day ? 0 : -1;
  };
  const say = (day) => {
    words.textContent = day.getAttribute("aria-label");
  };

  stop(visible().at(-1));
  calendar.addEventListener("focusin", (event) => say(event.target));
  calendar.addEventListener("pointermove", (event) => {
    const day = event.target.closest("a");
    if (day) say(day);
  });
  calendar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = visible();
    const day = shown[Math.min(Math.max(shown.indexOf(event.target) + step, 0), shown.length - 1)];
    stop(day);
    day.focus();
  });
}
