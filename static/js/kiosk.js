// A kiosk left alone goes back to an empty form, so that nobody sees or sends what another one began.
"use strict";

const PATIENCE = 90_000; // milliseconds without a touch

if (document.querySelector("[data-kiosk]")) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.replace(location.pathname), PATIENCE);
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) document.addEventListener(sign, wait, { passive: true });
  wait();
}
