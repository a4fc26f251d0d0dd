// The slider of a file's page: it walks through the days on which a source said something, and shows the file as of one.
"use strict";

const slider = document.getElementById("id_day");
const field = document.getElementById("id_asserted_until");
const days = slider.dataset.days.split(" ");

function tell() {
  field.value = days[slider.value];
  slider.setAttribute("aria-valuetext", field.value);
}

if (days.length > 1) {
  slider.closest(".slider").hidden = false;
  slider.setAttribute("aria-valuetext", days[slider.value]);
  slider.addEventListener("input", tell);
  slider.addEventListener("change", () => slider.form.requestSubmit());
}
